// A running server on a manual clock, and the requests a Google Photos client makes.
//
// Threads  any; every call is one exchange on a connection of its own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "support/upload_house.h"

namespace resumulator::testing_support {

struct PhotosHouse : GcsHouse {
  explicit PhotosHouse(Options options = {}) : GcsHouse(std::move(options)) {}

  /// Every request carries a token, unless `bare`.
  RawAnswer call(std::string_view method, std::string_view target, std::string_view body = {},
                 Fields fields = {}, std::string_view framing = {}) const {
    if (!bare) fields.emplace_back("Authorization", "Bearer " + token);
    return request(method, target, body, fields, framing);
  }
  /// Command `start`, as q2google sends it.
  RawAnswer begin(std::string_view size = "", Fields more = {}) const {
    more.emplace_back("X-Goog-Upload-Protocol", "resumable");
    more.emplace_back("X-Goog-Upload-Command", "start");
    if (!size.empty()) more.emplace_back("X-Goog-Upload-Raw-Size", std::string(size));
    return call("POST", "/v1/uploads", {}, more);
  }
  /// The path and query of a new session.
  std::string session(std::string_view size = "", const Fields& more = {}) const {
    return path_of_url(begin(size, more).field("X-Goog-Upload-URL"));
  }
  RawAnswer command(std::string_view session, std::string_view words, std::string_view body = {},
                    std::string_view offset = {}, std::string_view framing = {}) const {
    Fields fields = {{"X-Goog-Upload-Command", std::string(words)}};
    if (!offset.empty()) fields.emplace_back("X-Goog-Upload-Offset", std::string(offset));
    return call("POST", session, body, fields, framing);
  }
  RawAnswer ask(std::string_view session) const { return command(session, "query"); }
  /// A raw upload; its token.
  std::string upload(std::string_view bytes, const Fields& more = {}) const {
    return raw(bytes, more).body;
  }
  RawAnswer raw(std::string_view bytes, Fields more = {}) const {
    more.emplace_back("X-Goog-Upload-Protocol", "raw");
    return call("POST", "/v1/uploads", bytes, more);
  }
  RawAnswer json(std::string_view method, std::string_view target,
                 const nlohmann::json& body) const {
    return call(method, target, body.dump(), {{"Content-Type", "application/json"}});
  }
  RawAnswer batch(const nlohmann::json& body) const {
    return json("POST", "/v1/mediaItems:batchCreate", body);
  }
  /// {"simpleMediaItem": …}
  static nlohmann::json new_item(const std::string& token, const std::string& name = {}) {
    nlohmann::json simple = {{"uploadToken", token}};
    if (!name.empty()) simple["fileName"] = name;
    return {{"simpleMediaItem", simple}};
  }
  /// An item of these bytes; its id.
  std::string item(std::string_view bytes, const std::string& name = "a.jpg") const {
    const auto made = json_of(batch({{"newMediaItems", {new_item(upload(bytes), name)}}}));
    return made["newMediaItemResults"][0]["mediaItem"].value("id", "");
  }
  std::string album(const std::string& title) const {
    return json_of(json("POST", "/v1/albums", {{"album", {{"title", title}}}})).value("id", "");
  }
  /// Whether an object of these bytes lies in the bucket of Photos under that token.
  std::string bytes_of_token(const std::string& upload_token) const {
    const auto object = server.object("photos", upload_token);
    return object ? object->bytes() : "(none)";
  }

  std::string token = "anybody";
  bool bare = false;
};

/// "400 3 text" of a bare status.
inline std::string bare_error(const RawAnswer& answer) {
  const auto json = json_of(answer);
  if (!json.is_object()) return std::to_string(answer.status) + " (no JSON) " + answer.body;
  return std::to_string(answer.status) + " " + std::to_string(json.value("code", 0)) + " " +
         json.value("message", "");
}
/// "400 INVALID_ARGUMENT text" of the envelope.
inline std::string api_error(const RawAnswer& answer) {
  const auto json = json_of(answer);
  if (!json.is_object() || !json.contains("error")) {
    return std::to_string(answer.status) + " (no error) " + answer.body;
  }
  const auto& error = json["error"];
  return std::to_string(answer.status) + " " + error.value("status", "-") + " " +
         error.value("message", "");
}

}  // namespace resumulator::testing_support
