// A running server on a manual clock, and the requests of X-Goog-Upload to one of its services.
//
// Threads  any; every call is one exchange on a connection of its own.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "support/gcs_house.h"

namespace resumulator::testing_support {

/// Path and query of an absolute URL, or "(no session)".
inline std::string path_of_url(std::string_view url) {
  const auto authority = url.find("://");
  const auto path = authority == url.npos ? url.npos : url.find('/', authority + 3);
  return path == url.npos ? "(no session)" : std::string(url.substr(path));
}

struct UploadHouse : GcsHouse {
  /// `address`: where the service opens uploads. `metadata`: the body of `start` unless another is
  /// given.
  UploadHouse(std::string uploads_at, std::string usual_metadata, Options options = {})
      : GcsHouse(std::move(options)),
        address(std::move(uploads_at)),
        metadata(std::move(usual_metadata)) {}

  /// Command `start` with a body of its own.
  RawAnswer start_with(std::string_view body, Fields more = {}) const {
    more.emplace_back("X-Goog-Upload-Protocol", "resumable");
    more.emplace_back("X-Goog-Upload-Command", "start");
    return request("POST", address, body, more);
  }
  RawAnswer begin(const Fields& more = {}) const { return start_with(metadata, more); }
  /// The path and query of a new session.
  std::string session(const Fields& more = {}) const { return session_with(metadata, more); }
  std::string session_with(std::string_view body, const Fields& more = {}) const {
    return path_of_url(start_with(body, more).field("X-Goog-Upload-URL"));
  }
  RawAnswer command(std::string_view session, std::string_view words, std::string_view body = {},
                    std::string_view offset = "0") const {
    return request("POST", session, body,
                   {{"X-Goog-Upload-Command", std::string(words)},
                    {"X-Goog-Upload-Offset", std::string(offset)}});
  }
  RawAnswer ask(std::string_view session) const { return command(session, "query"); }

  std::string address;
  std::string metadata;
};

/// "200 active 262144": status, upload status, size received; "-" for what is not there.
inline std::string upload_state(const RawAnswer& answer) {
  const auto field = [&](std::string_view name) {
    return answer.has(name) ? answer.field(name) : std::string("-");
  };
  return std::to_string(answer.status) + " " + field("X-Goog-Upload-Status") + " " +
         field("X-Goog-Upload-Size-Received");
}

}  // namespace resumulator::testing_support
