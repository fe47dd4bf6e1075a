// A running server, and the requests a client of the Resumable.js family makes.
//
// Threads  any; every call is one exchange over a connection of its own.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/wire/url.h"
#include "support/fault_house.h"

namespace resumulator::testing_support {

/// One chunk of a file, with everything resumable.js says about it.
struct RjsChunk {
  std::string identifier = "10-abin";
  std::string filename = "a.bin";
  std::uint64_t number = 1;
  std::uint64_t total = 10;
  std::uint64_t chunk = 4;
  std::uint64_t count = 2;
  std::string bytes = "0123";

  [[nodiscard]] Fields parameters() const {
    return {{"resumableChunkNumber", std::to_string(number)},
            {"resumableChunkSize", std::to_string(chunk)},
            {"resumableCurrentChunkSize", std::to_string(bytes.size())},
            {"resumableTotalSize", std::to_string(total)},
            {"resumableType", ""},
            {"resumableIdentifier", identifier},
            {"resumableFilename", filename},
            {"resumableRelativePath", filename},
            {"resumableTotalChunks", std::to_string(count)}};
  }
};

/// The file "0123456789" in two chunks of 4 and 6 bytes.
inline RjsChunk first_chunk() { return {}; }
inline RjsChunk last_chunk() {
  RjsChunk chunk;
  chunk.number = 2;
  chunk.bytes = "456789";
  return chunk;
}

struct RjsHouse : FaultHouse {
  explicit RjsHouse(Options options = {}, std::string_view rules = {})
      : FaultHouse(rules, std::move(options)) {}

  static constexpr const char* kBoundary = "----browser";

  /// A form as browsers write it: the fields, then the bytes.
  static std::string form(const Fields& fields, std::string_view bytes,
                          std::string_view file = "name=\"file\"; filename=\"a.bin\"") {
    std::string body = text_parts(fields);
    body += "--" + std::string(kBoundary) + "\r\nContent-Disposition: form-data; " +
            std::string(file) + "\r\nContent-Type: application/octet-stream\r\n\r\n" +
            std::string(bytes) + "\r\n";
    return body + "--" + kBoundary + "--\r\n";
  }
  /// A form without bytes.
  static std::string form(const Fields& fields) {
    return text_parts(fields) + "--" + kBoundary + "--\r\n";
  }
  static Fields form_type() {
    return {{"Content-Type", "multipart/form-data; boundary=" + std::string(kBoundary)}};
  }
  static std::string target(const Fields& parameters) {
    return "/uploads?" + encode_query({parameters.begin(), parameters.end()});
  }

  /// As resumable.js sends it: parameters in the query and in the form.
  RawAnswer post(const RjsChunk& chunk) const { return post(chunk.parameters(), chunk.bytes); }
  RawAnswer post(const Fields& parameters, std::string_view bytes) const {
    return request("POST", target(parameters), form(parameters, bytes), form_type());
  }
  /// As flow.js does: in the form alone.
  RawAnswer post_form(const Fields& parameters, std::string_view bytes) const {
    return request("POST", "/uploads", form(parameters, bytes), form_type());
  }
  RawAnswer octet(const RjsChunk& chunk) const {
    return request("POST", target(chunk.parameters()), chunk.bytes,
                   {{"Content-Type", "application/octet-stream"}});
  }
  RawAnswer test(const RjsChunk& chunk) const { return request("GET", target(chunk.parameters())); }

  /// Bytes of a finished file, or "(none)".
  std::string file(std::string_view name) const {
    const auto object = server.object("uploads", name);
    return object ? object->bytes() : "(none)";
  }
  /// "200 {…}".
  static std::string told(const RawAnswer& answer) {
    return std::to_string(answer.status) + (answer.body.empty() ? "" : " ") + answer.body;
  }
  /// "400 missing_parameter".
  static std::string refused(const RawAnswer& answer) {
    const auto json = json_of(answer);
    return std::to_string(answer.status) + " " +
           (json.is_object() ? json.value("error", "-") : std::string("-"));
  }

 private:
  static std::string text_parts(const Fields& fields) {
    std::string body;
    for (const auto& [name, value] : fields) {
      body += "--" + std::string(kBoundary) + "\r\nContent-Disposition: form-data; name=\"" + name +
              "\"\r\n\r\n" + value + "\r\n";
    }
    return body;
  }
};

}  // namespace resumulator::testing_support
