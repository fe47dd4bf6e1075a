#include "protocols/gcs/json/operations/upload_store.h"

#include <utility>

#include "protocols/gcs/common/answer.h"
#include "protocols/gcs/common/encryption.h"
#include "protocols/gcs/common/object_resource.h"

namespace resumulator::gcs::json {
namespace {

// 200 with the object's resource.
Response uploaded_answer(const Request& request, const ObjectVersion& told) {
  World& world = *request.world;
  Response response =
      json_answer(world, CacheSet::kWrite,
                  object_body(told, resource_view(request.query, request.base_url,
                                                  world.objects().bucket(request.bucket))),
                  object_etag(told));
  add_encryption_headers(response.headers, told.metadata.encryption_key_sha256);
  return response;
}

}  // namespace

Response refuse_upload(const Request& request, const ApiError& error) {
  return error_answer(*request.world, error);
}

Response store_upload(const Request& request, Upload upload, ReceivedObject received) {
  const auto stored = keep_upload(request, std::move(upload), std::move(received));
  if (!stored) return refuse_upload(request, stored.error());
  const ObjectPtr told = request.report == nullptr ? *stored : reported(*request.report, *stored);
  return uploaded_answer(request, *told);
}

std::optional<Response> uploaded_answer_again(const Request& request) {
  const ObjectPtr told = kept_upload(request);
  if (!told) return std::nullopt;
  return uploaded_answer(request, *told);
}

}  // namespace resumulator::gcs::json
