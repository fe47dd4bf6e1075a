// A running server on a manual clock, and the requests a tus client makes.
//
// Each request goes over a connection of its own: what one test does to a connection, no other
// request sees.
//
// Threads  any; every call is one exchange.
#pragma once

#include <memory>
#include <resumulator/server.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "support/gcs_house.h"
#include "support/raw_client.h"

namespace resumulator::testing_support {

struct TusHouse {
  explicit TusHouse(TusOptions tus = {}) : TusHouse(with(std::move(tus))) {}
  explicit TusHouse(Options options) : server(prepared(std::move(options), clock)) {}
  static Options with(TusOptions tus) {
    Options options;
    options.tus = std::move(tus);
    return options;
  }

  /// One exchange; Tus-Resumable is added. `framing` stands for Content-Length.
  RawAnswer request(std::string_view method, std::string_view target, std::string_view body = {},
                    const Fields& fields = {}, std::string_view framing = {}) const {
    return RawClient(server.port()).ask(text(method, target, body, fields, framing));
  }
  std::string text(std::string_view method, std::string_view target, std::string_view body = {},
                   const Fields& fields = {}, std::string_view framing = {}) const {
    std::string out = std::string(method) + " " + std::string(target) +
                      " HTTP/1.1\r\nHost: " + host() + "\r\nTus-Resumable: 1.0.0\r\n";
    for (const auto& [name, value] : fields) out += name + ": " + value + "\r\n";
    out += framing.empty() ? "Content-Length: " + std::to_string(body.size()) + "\r\n"
                           : std::string(framing);
    return out + "\r\n" + std::string(body);
  }
  std::string host() const { return "127.0.0.1:" + std::to_string(server.port()); }

  /// POST to the collection.
  RawAnswer post(const Fields& fields, std::string_view body = {}) const {
    return request("POST", "/files", body, fields);
  }
  /// A new upload of `length` bytes; its path.
  std::string create(std::uint64_t length, Fields fields = {}) const {
    fields.emplace_back("Upload-Length", std::to_string(length));
    return path_of(post(fields));
  }
  /// Where an answer says the upload is.
  std::string path_of(const RawAnswer& answer) const {
    const std::string location = answer.field("Location");
    const auto path = location.find("/files");
    return path == std::string::npos ? "(no upload)" : location.substr(path);
  }
  static Fields chunk_fields(std::uint64_t offset, Fields more = {}) {
    more.emplace_back("Content-Type", "application/offset+octet-stream");
    more.emplace_back("Upload-Offset", std::to_string(offset));
    return more;
  }
  RawAnswer patch(std::string_view upload, std::uint64_t offset, std::string_view body,
                  Fields more = {}) const {
    return request("PATCH", upload, body, chunk_fields(offset, std::move(more)));
  }
  /// The body in one chunk of chunked coding, with these lines behind it.
  RawAnswer patch_chunked(std::string_view upload, std::uint64_t offset, std::string_view body,
                          Fields more = {}, std::string_view trailers = {}) const {
    std::string coded;
    if (!body.empty()) {
      char size[20];
      std::snprintf(size, sizeof size, "%zx\r\n", body.size());
      coded = size + std::string(body) + "\r\n";
    }
    coded += "0\r\n" + std::string(trailers) + "\r\n";
    return request("PATCH", upload, coded, chunk_fields(offset, std::move(more)),
                   "Transfer-Encoding: chunked\r\n");
  }
  RawAnswer head(std::string_view upload) const {
    RawClient client(server.port());
    client.send(text("HEAD", upload));
    return client.answer(true);
  }
  RawAnswer remove(std::string_view upload) const { return request("DELETE", upload); }
  /// "200 3/10" of HEAD: status, offset, length; "-" for what is not said.
  std::string progress(std::string_view upload) const {
    const auto answer = head(upload);
    const auto or_dash = [&](const char* name) {
      return answer.has(name) ? answer.field(name) : std::string("-");
    };
    return std::to_string(answer.status) + " " + or_dash("Upload-Offset") + "/" +
           or_dash("Upload-Length");
  }
  /// Bytes of the finished upload, or "(none)".
  std::string stored(std::string_view upload) const {
    const auto object = server.object("tus", upload.substr(upload.rfind('/') + 1));
    return object ? object->bytes() : "(none)";
  }

  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  Server server;

 private:
  static Options prepared(Options options, const std::shared_ptr<ManualClock>& clock) {
    if (!options.clock) options.clock = clock;
    if (!options.seed) options.seed = 1;
    return options;
  }
};

/// Extensions without these.
inline TusOptions without(std::initializer_list<std::string_view> off) {
  TusOptions options;
  for (const std::string_view word : off) {
    std::erase_if(options.extensions, [&](const std::string& each) { return each == word; });
  }
  return options;
}
/// "409 ERR_MISMATCHED_OFFSET" of an error.
inline std::string tus_code(const RawAnswer& answer) {
  return std::to_string(answer.status) + " " + answer.body.substr(0, answer.body.find(':'));
}

}  // namespace resumulator::testing_support
