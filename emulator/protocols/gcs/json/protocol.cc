#include "protocols/gcs/json/protocol.h"

#include <utility>

#include "protocols/gcs/common/answer.h"
#include "protocols/gcs/common/requester_pays.h"
#include "protocols/gcs/common/virtual_host.h"
#include "protocols/gcs/json/authorize.h"
#include "protocols/gcs/json/json_call.h"
#include "protocols/gcs/json/retry_methods.h"
#include "protocols/gcs/json/routes.h"

namespace resumulator::gcs::json {
namespace {

// A call that was refused before any operation could be named.
class RefusedCall final : public JsonCall {
 public:
  RefusedCall(Request request, ApiError error)
      : JsonCall(std::move(request), Operation::kOther, "gcs.json.refused"),
        error_(std::move(error)) {}

 private:
  Response answer(BodySource&) override { return error_answer(world(), error_); }

  ApiError error_;
};

std::unique_ptr<Call> refuse(Request request, ApiError error) {
  return std::make_unique<RefusedCall>(std::move(request), std::move(error));
}

void take_match(Match match, Request& request) {
  request.bucket = std::move(match.bucket);
  request.object = std::move(match.object);
  request.second_bucket = std::move(match.second_bucket);
  request.second_object = std::move(match.second_object);
  request.tail = std::move(match.tail);
}

std::unique_ptr<Call> dispatch(Request request, const CanonicalPath& path) {
  bool other_method = false;
  for (const auto routes : {upload_routes(), object_routes()}) {
    auto match = match_route(routes, request.method, path.path, other_method);
    if (!match) continue;
    const MakeCall make = match->route->make;
    take_match(*std::move(match), request);
    // Rule gcs.bucket.requester-pays.
    for (const std::string* bucket : {&request.bucket, &request.second_bucket}) {
      auto error = check_user_project(request, *bucket);
      if (error) return refuse(std::move(request), *std::move(error));
    }
    return make(std::move(request));
  }
  return refuse(std::move(request), other_method ? method_not_allowed() : not_found("Not Found"));
}

Response error_form(const RequestHead&, const Options&, int status, std::string_view text) {
  ApiError error = status == 408   ? broken_connection()
                   : status == 503 ? backend_unavailable()
                   : status == 500 ? internal_error()
                   : status == 404 ? not_found(std::string(text))
                                   : bad_request(std::string(text));
  error.status = status;
  Response response;
  response.status = status;
  response.headers.add("Content-Type", "application/json; charset=UTF-8");
  response.headers.add("Vary", "Origin");
  response.headers.add("Vary", "X-Origin");
  add_cache_headers(response.headers, CacheSet::kWrite, TimePoint{});
  response.headers.add("Server", "UploadServer");
  response.body = error_json(error);
  return response;
}

}  // namespace

std::unique_ptr<Call> open_request(const RequestHead& head, const std::shared_ptr<World>& world) {
  const auto path = canonical_path(head.path());
  if (!path) return nullptr;
  // Rule gcs.xml.route.virtual-host: below a bucket's own host every path is an object.
  if (!virtual_host_bucket(head, world->options().gcs).empty()) return nullptr;
  Request request;
  request.head = head;
  request.world = world;
  request.method = effective_method(head);
  request.base_url = base_url(head, world->options());
  request.upload_prefix = path->upload_prefix;
  request.media_path = path->media;
  auto query = Query::parse(head.query());
  if (!query || !has_valid_escapes(head.path())) {
    return refuse(std::move(request), bad_request("Malformed percent-encoding in the URL."));
  }
  request.query = *std::move(query);
  // Rule gcs.cors.x-origin.
  if (head.headers.has("Origin") && head.headers.has("X-Origin")) {
    return refuse(std::move(request), cors_with_x_origin());
  }
  if (auto error = check_authorization(request, *path)) {
    return refuse(std::move(request), *std::move(error));
  }
  return dispatch(std::move(request), *path);
}

Protocol make_gcs_json_protocol(const Options&) {
  return {.name = "gcs-json",
          .open = open_request,
          .error = error_form,
          .retry_names = {.knows = is_retry_method, .of = retry_methods_of}};
}

}  // namespace resumulator::gcs::json
