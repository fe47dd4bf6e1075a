#include "protocols/gcs/json/operations/upload_store.h"

#include "protocols/gcs/common/answer.h"
#include "protocols/gcs/common/declared_digests.h"
#include "protocols/gcs/common/encryption.h"
#include "protocols/gcs/common/object_resource.h"

namespace resumulator::gcs::json {

Response refuse_upload(const Request& request, const ApiError& error) {
  return error_answer(*request.world, error);
}

Response store_upload(const Request& request, Upload upload, ReceivedObject received) {
  World& world = *request.world;
  const GcsSwitches& gcs = world.options().gcs;
  if (const auto error =
          check_digests(upload.digests, received.digests, gcs.checksum_mismatch_status)) {
    return error_answer(world, *error);
  }
  NewObject object;
  object.bucket = request.bucket;
  object.name = upload.name;
  object.metadata = std::move(upload.metadata);
  object.size = received.blob->size();
  object.blob = std::move(received.blob);
  object.digests = received.digests;
  const auto stored = world.objects().insert(std::move(object), upload.guards);
  if (!stored) {
    if (stored.error().kind == ErrorKind::kNotModified && gcs.notmatch_write_status == 412) {
      return error_answer(world, condition_not_met());
    }
    return error_answer(world, from_store_error(stored.error(), request.bucket, upload.name));
  }
  if (request.info != nullptr) {
    request.info->object = (*stored)->name;
    request.info->generation = (*stored)->generation;
  }
  return uploaded_answer(request, *stored);
}

Response uploaded_answer(const Request& request, const ObjectPtr& stored) {
  World& world = *request.world;
  const ObjectPtr told = request.report == nullptr ? stored : reported(*request.report, stored);
  Response response =
      json_answer(world, CacheSet::kWrite,
                  object_body(*told, resource_view(request.query, request.base_url,
                                                   world.objects().bucket(request.bucket))),
                  object_etag(*told));
  add_encryption_headers(response.headers, told->metadata.encryption_key_sha256);
  return response;
}

std::optional<Response> uploaded_answer_again(const Request& request) {
  if (request.info == nullptr || request.info->generation == 0) return std::nullopt;
  const auto stored =
      request.world->objects().get(request.bucket, request.info->object, request.info->generation);
  if (!stored) return std::nullopt;
  return uploaded_answer(request, *stored);
}

}  // namespace resumulator::gcs::json
