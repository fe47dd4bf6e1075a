#include "protocols/gcs/firebase/answers.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "core/wire/times.h"

namespace resumulator::gcs::firebase {

void add_set(Headers& headers, Set set, TimePoint now) {
  headers.add("Access-Control-Allow-Origin", "*");
  headers.add("Access-Control-Expose-Headers", "Content-Range, X-Firebase-Storage-XSRF");
  headers.add("X-Content-Type-Options", "nosniff");
  if (set == Set::kWrite) return;
  headers.add("Cache-Control", "private, max-age=0");
  headers.add("Expires", format_http_date(now));
}

Response json_answer(World& world, Set set, std::string body) {
  Response response;
  response.headers.add("Content-Type", "application/json; charset=UTF-8");
  response.headers.add("X-GUploader-UploadID", std::string(kRequestIdHere));
  add_set(response.headers, set, world.clock().now());
  response.headers.add("Server", "UploadServer");
  response.body = std::move(body);
  return response;
}

std::string error_json(int status, std::string_view message) {
  const nlohmann::ordered_json body = {{"error", {{"code", status}, {"message", message}}}};
  return body.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

Response error_answer(World& world, Set set, int status, std::string_view message) {
  Response response = json_answer(world, set, error_json(status, message));
  response.status = status;
  return response;
}

Response denied(World& world, Set set) {
  return error_answer(world, set, 403, "Permission denied.");
}
Response not_found(World& world) { return error_answer(world, Set::kRead, 404, "Not Found."); }
Response unavailable(World& world, Set set) {
  return error_answer(world, set, 503, "Service Unavailable.");
}

}  // namespace resumulator::gcs::firebase
