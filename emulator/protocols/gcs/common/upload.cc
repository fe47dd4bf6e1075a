#include "protocols/gcs/common/upload.h"

#include <utility>

#include "protocols/gcs/common/declared_digests.h"
#include "protocols/gcs/common/names.h"

namespace resumulator::gcs {

ApiResult<BucketPtr> upload_bucket(World& world, const std::string& name) {
  ObjectStore& objects = world.objects();
  BucketPtr bucket = objects.bucket(name);
  if (bucket) return bucket;
  if (!world.options().gcs.auto_create_buckets) return no_such_bucket();
  if (auto error = check_bucket_name(name)) return *std::move(error);
  Bucket spec;
  spec.name = name;
  spec.project = world.options().project;
  auto made = objects.create_bucket(std::move(spec));
  if (made) return *std::move(made);
  // Another request was faster.
  bucket = objects.bucket(name);
  if (bucket) return bucket;
  return from_store_error(made.error(), name, {});
}

std::optional<ApiError> check_guards_early(World& world, const SessionSpec& spec) {
  if (world.options().gcs.precondition_check == GcsSwitches::PreconditionCheck::kFinalize) {
    return std::nullopt;
  }
  const auto live = world.objects().get(spec.bucket, spec.object);
  const auto held = check(spec.guards, live ? live->get() : nullptr);
  if (held) return std::nullopt;
  return from_write_error(world, held.error(), spec.bucket, spec.object);
}

ApiResult<ObjectPtr> keep_upload(const Request& request, Upload upload, ReceivedObject received) {
  World& world = *request.world;
  if (auto error =
          check_digests(upload.digests, received.digests, mismatch_form(world.options().gcs))) {
    return *std::move(error);
  }
  NewObject object;
  object.bucket = request.bucket;
  object.name = upload.name;
  object.metadata = std::move(upload.metadata);
  object.size = received.blob->size();
  object.blob = std::move(received.blob);
  object.digests = received.digests;
  auto stored = world.objects().insert(std::move(object), upload.guards);
  if (!stored) return from_write_error(world, stored.error(), request.bucket, upload.name);
  if (request.info != nullptr) {
    request.info->object = (*stored)->name;
    request.info->generation = (*stored)->generation;
  }
  return *std::move(stored);
}

ObjectPtr kept_upload(const Request& request) {
  if (request.info == nullptr || request.info->generation == 0) return nullptr;
  const auto stored = request.world->objects().get(request.info->bucket, request.info->object,
                                                   request.info->generation);
  if (!stored) return nullptr;
  return request.report == nullptr ? *stored : reported(*request.report, *stored);
}

ApiError from_write_error(const World& world, const Error& error, std::string_view bucket,
                          std::string_view object) {
  const bool as_412 = world.options().gcs.notmatch_write_status == 412;
  if (error.kind == ErrorKind::kNotModified && as_412) return condition_not_met();
  return from_store_error(error, bucket, object);
}

ApiError from_read_error(const Error& error) {
  switch (error.kind) {
    case ErrorKind::kCut:
      return broken_connection();
    case ErrorKind::kTooLarge:
      return too_large(error.text);
    case ErrorKind::kUnavailable:
      return backend_unavailable();
    case ErrorKind::kMalformed:
    case ErrorKind::kOutOfRange:
    case ErrorKind::kUnsupported:
    case ErrorKind::kNotFound:
    case ErrorKind::kConflict:
    case ErrorKind::kPrecondition:
    case ErrorKind::kNotModified:
    case ErrorKind::kDenied:
    case ErrorKind::kDigestMismatch:
    case ErrorKind::kGone:
    case ErrorKind::kUsage:
    case ErrorKind::kInternal:
      break;
  }
  return bad_request("Malformed request body.");
}

}  // namespace resumulator::gcs
