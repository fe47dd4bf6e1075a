// A running server with bucket "b" on a manual clock, and the requests a Cloud Storage client
// makes.
//
// Each request goes over a connection of its own: what one test does to a connection, no other
// request sees.
//
// Threads  any; every call is one exchange.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <resumulator/server.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/raw_client.h"

namespace resumulator::testing_support {

using Fields = std::vector<std::pair<std::string, std::string>>;

inline constexpr std::uint64_t kGranule = 256 * 1024;

/// Bytes in which every place is recognisable.
inline std::string some_bytes(std::uint64_t size, std::uint64_t seed = 1) {
  std::string bytes;
  bytes.reserve(size);
  std::uint64_t state = seed * 0x9E3779B97F4A7C15ULL + 1;
  for (std::uint64_t i = 0; i < size; ++i) {
    if (i % 8 == 0) state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    bytes.push_back(static_cast<char>((state >> 56) ^ (i * 31)));
  }
  return bytes;
}

/// Where requests go by default, and what they send.
struct GcsHouse {
  explicit GcsHouse(Options options = {}) : server(prepared(std::move(options), clock)) {}

  /// One exchange. Content-Length is added; not for `framing`, which then stands for it.
  RawAnswer request(std::string_view method, std::string_view target, std::string_view body = {},
                    const Fields& fields = {}, std::string_view framing = {}) const {
    return RawClient(server.port()).ask(text(method, target, body, fields, framing));
  }
  /// The bytes of such a request.
  std::string text(std::string_view method, std::string_view target, std::string_view body,
                   const Fields& fields, std::string_view framing = {}) const {
    std::string out =
        std::string(method) + " " + std::string(target) + " HTTP/1.1\r\nHost: " + host() + "\r\n";
    for (const auto& [name, value] : fields) out += name + ": " + value + "\r\n";
    out += framing.empty() ? "Content-Length: " + std::to_string(body.size()) + "\r\n"
                           : std::string(framing);
    return out + "\r\n" + std::string(body);
  }
  std::string host() const { return "127.0.0.1:" + std::to_string(server.port()); }

  /// Opens a session for `name`; `query` is added behind it, `json` is the metadata body.
  RawAnswer start(std::string_view name, std::string_view query = {}, std::string_view json = {},
                  const Fields& fields = {}) const {
    return request("POST",
                   "/upload/storage/v1/b/b/o?uploadType=resumable&name=" + std::string(name) +
                       std::string(query),
                   json, fields);
  }
  /// The same; the session's path and query.
  std::string open(std::string_view name, std::string_view query = {}, std::string_view json = {},
                   const Fields& fields = {}) const {
    const std::string location = start(name, query, json, fields).field("Location");
    const auto path = location.find("/upload");
    return path == std::string::npos ? "(no session)" : location.substr(path);
  }
  /// PUT with "Content-Range: bytes `range`"; none where `range` is empty.
  RawAnswer put(std::string_view session, std::string_view range, std::string_view body = {},
                Fields fields = {}) const {
    if (!range.empty()) fields.emplace_back("Content-Range", "bytes " + std::string(range));
    return request("PUT", session, body, fields);
  }
  RawAnswer ask(std::string_view session) const { return put(session, "*/*"); }
  RawAnswer cancel(std::string_view session) const { return request("DELETE", session); }
  RawAnswer media(std::string_view name, std::string_view body, std::string_view query = {},
                  const Fields& fields = {}) const {
    return request(
        "POST",
        "/upload/storage/v1/b/b/o?uploadType=media&name=" + std::string(name) + std::string(query),
        body, fields);
  }
  RawAnswer get(std::string_view name, std::string_view query = {}) const {
    return request("GET", "/storage/v1/b/b/o/" + std::string(name) + std::string(query));
  }
  /// Bytes of an object in bucket "b", or "(none)".
  std::string stored(std::string_view name) const {
    const auto object = server.object("b", name);
    return object ? object->bytes() : "(none)";
  }

  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  Server server;

 private:
  static Options prepared(Options options, const std::shared_ptr<ManualClock>& clock) {
    if (!options.clock) options.clock = clock;
    if (options.buckets.empty()) options.buckets = {"b"};
    if (!options.seed) options.seed = 1;
    return options;
  }
};

/// The body as JSON; a discarded value where it is none.
inline nlohmann::json json_of(const RawAnswer& answer) {
  return nlohmann::json::parse(answer.body, nullptr, false);
}
/// "404 notFound No such object: b/a" of an error in the JSON form.
inline std::string error_of(const RawAnswer& answer) {
  const auto json = json_of(answer);
  if (!json.is_object() || !json.contains("error")) {
    return std::to_string(answer.status) + " (no error) " + answer.body;
  }
  const auto& error = json["error"];
  const auto& first = error["errors"][0];
  return std::to_string(error.value("code", 0)) + " " + first.value("reason", "-") + " " +
         error.value("message", "");
}
/// "400 text" of an error in the text form.
inline std::string text_of(const RawAnswer& answer) {
  return std::to_string(answer.status) + " " + answer.body;
}
/// "308 bytes=0-9", "308 -" without a Range.
inline std::string progress_of(const RawAnswer& answer) {
  return std::to_string(answer.status) + " " +
         (answer.has("Range") ? answer.field("Range") : std::string("-"));
}

}  // namespace resumulator::testing_support
