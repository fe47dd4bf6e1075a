#include "protocols/gcs/json/operations/copy_common.h"

#include "core/upload/world.h"
#include "protocols/gcs/common/acl.h"
#include "protocols/gcs/common/copy.h"
#include "protocols/gcs/common/encryption.h"
#include "protocols/gcs/common/metadata.h"
#include "protocols/gcs/common/names.h"
#include "protocols/gcs/common/preconditions.h"

namespace resumulator::gcs::json {
namespace {

// Whether a body says anything of what copying would carry over.
bool replaces_metadata(const MetadataChange& change) {
  return change.content_type || change.content_encoding || change.content_disposition ||
         change.content_language || change.cache_control || change.custom_time ||
         change.custom_given;
}

// Rule gcs.copy.metadata: without a body everything a user set is carried over, but not access,
// holds and retention; a body that sets any of it replaces all of it. The class is the bucket's
// unless the body says otherwise.
ObjectMetadata destination_metadata(const ObjectMetadata& source, const MetadataChange& change,
                                    const Bucket& bucket) {
  ObjectMetadata metadata;
  if (replaces_metadata(change)) {
    metadata = apply_insert(change);
    if (metadata.content_type.empty()) metadata.content_type = "application/octet-stream";
  } else {
    metadata = copied_metadata(source, bucket);
    apply_patch(change, metadata);
  }
  if (!change.storage_class) metadata.storage_class = bucket.storage_class;
  return metadata;
}

ApiResult<ObjectPtr> find_source(const Request& request) {
  const auto generation = parse_generation(request.query, "sourceGeneration");
  if (!generation) return generation.error();
  const auto guards = parse_source_preconditions(request.query);
  if (!guards) return guards.error();
  const auto source = request.world->objects().get(request.bucket, request.object, *generation);
  if (!source) return from_store_error(source.error(), request.bucket, request.object);
  if (const auto held = check(*guards, source->get()); !held) {
    return from_store_error(held.error(), request.bucket, request.object);
  }
  const auto key = parse_encryption_key(request.head.headers, kCopySourceEncryptionPrefix);
  if (!key) return key.error();
  if (auto problem = check_encryption_key(**source, *key)) return *std::move(problem);
  return *source;
}

std::optional<ApiError> take_destination_settings(const Request& request,
                                                  ObjectMetadata& metadata) {
  const auto key = parse_encryption_key(request.head.headers);
  if (!key) return key.error();
  metadata.encryption_key_sha256 = *key;
  if (const std::string* name = request.query.find("destinationKmsKeyName")) {
    metadata.kms_key_name = *name;
  }
  return take_predefined_acl(request, "destinationPredefinedAcl", request.second_bucket, metadata);
}

}  // namespace

std::optional<ApiError> take_predefined_acl(const Request& request, std::string_view parameter,
                                            const std::string& bucket, ObjectMetadata& metadata) {
  const std::string* name = request.query.find(parameter);
  if (name == nullptr) return std::nullopt;
  const BucketPtr owner = request.world->objects().bucket(bucket);
  const auto list = predefined_acl(*name, AclKind::kObject, owner ? owner->project : "");
  if (!list) return invalid_parameter(parameter, "Invalid value: '" + *name + "'.");
  set_extra_member(metadata, "acl", acl_json(*list));
  return std::nullopt;
}

ApiResult<CopyPlan> plan_copy(const Request& request, std::string_view body) {
  const auto guards = parse_preconditions(request.query);
  if (!guards) return guards.error();
  if (auto problem = check_object_name(request.second_object)) return *std::move(problem);
  const auto change = parse_metadata(body, request.world->options().limits);
  if (!change) return change.error();
  const auto source = find_source(request);
  if (!source) return source.error();
  const BucketPtr bucket = request.world->objects().bucket(request.second_bucket);
  if (!bucket) return no_such_bucket();
  CopyPlan plan;
  plan.source = *source;
  plan.guards = *guards;
  plan.destination = new_copy(**source, request.second_bucket, request.second_object,
                              destination_metadata((*source)->metadata, *change, *bucket));
  if (auto problem = take_destination_settings(request, plan.destination.metadata)) {
    return *std::move(problem);
  }
  return plan;
}

}  // namespace resumulator::gcs::json
