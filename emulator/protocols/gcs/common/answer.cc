#include "protocols/gcs/common/answer.h"

#include <utility>

namespace resumulator::gcs {
namespace {

constexpr std::string_view kJson = "application/json; charset=UTF-8";
constexpr std::string_view kHtml = "text/html; charset=UTF-8";
constexpr std::string_view kText = "text/plain; charset=utf-8";

Response with(int status, Headers headers, std::string body) {
  Response response;
  response.status = status;
  response.headers = std::move(headers);
  response.body = std::move(body);
  return response;
}

}  // namespace

Headers answer_headers(World& world, CacheSet set, std::string_view content_type, std::string id) {
  Headers headers;
  headers.add("Content-Type", std::string(content_type));
  headers.add("X-GUploader-UploadID", id.empty() ? std::string(kRequestIdHere) : std::move(id));
  if (set != CacheSet::kNone) {
    headers.add("Vary", "Origin");
    headers.add("Vary", "X-Origin");
    add_cache_headers(headers, set, world.clock().now());
  }
  headers.add("Server", "UploadServer");
  return headers;
}

Response json_answer(World& world, CacheSet set, std::string body, std::string_view etag) {
  Headers headers = answer_headers(world, set, kJson);
  if (!etag.empty()) headers.add("ETag", std::string(etag));
  return with(200, std::move(headers), std::move(body));
}

Response no_content_answer(World& world) {
  return with(204, answer_headers(world, CacheSet::kWrite, "application/json"), {});
}

Response not_modified_answer(World& world, CacheSet set, std::string_view content_type) {
  return with(304, answer_headers(world, set, content_type), {});
}

Response error_answer(World& world, const ApiError& error) {
  if (error.status == 304) return not_modified_answer(world, CacheSet::kWrite);
  Headers headers = answer_headers(world, CacheSet::kWrite, error.as_html ? kHtml : kJson);
  if (error.status == 401 && error.reason == "authError") {
    headers.add("WWW-Authenticate",
                "Bearer realm=\"https://accounts.google.com/\", error=invalid_token");
  }
  return with(error.status, std::move(headers), error_json(error));
}

Response media_error_answer(World& world, const ApiError& error) {
  if (world.options().gcs.media_error_json) return error_answer(world, error);
  return with(error.status, answer_headers(world, CacheSet::kMedia, kHtml), error.message);
}

Response text_answer(World& world, int status, std::string text) {
  return with(status, answer_headers(world, CacheSet::kNone, kText), std::move(text));
}

}  // namespace resumulator::gcs
