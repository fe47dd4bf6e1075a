#include "protocols/gcs/common/object_resource.h"

#include <algorithm>

#include "core/wire/times.h"
#include "protocols/gcs/common/acl.h"
#include "protocols/gcs/common/etag.h"
#include "protocols/gcs/common/fields.h"
#include "protocols/gcs/common/metadata.h"

namespace resumulator::gcs {
namespace {

void write_identity(JsonWriter& json, const ObjectVersion& object, const ResourceView& view) {
  const std::string generation = std::to_string(object.generation);
  const std::string path = "b/" + object.bucket + "/o/" + percent_encode_segment(object.name);
  json.member("kind", "storage#object");
  json.member("id", object.bucket + "/" + object.name + "/" + generation);
  json.member("selfLink", view.base_url + "/storage/v1/" + path);
  json.member("mediaLink", view.base_url + "/download/storage/v1/" + path +
                               "?generation=" + generation + "&alt=media");
  json.member("name", object.name).member("bucket", object.bucket);
  json.member("generation", generation);
  json.key("metageneration").number_string(object.metageneration);
}

void write_content(JsonWriter& json, const ObjectVersion& object, const ResourceView& view) {
  json.member_if("contentType", object.metadata.content_type);
  json.member("storageClass", object.metadata.storage_class);
  json.key("size").number_string(object.size);
  if (!view.hide_digests) {
    const Digests& digests = object.digests();
    if (digests.md5) json.member("md5Hash", md5_base64(*digests.md5));
    json.member("crc32c", crc32c_base64(digests.crc32c));
  }
  json.member("etag", object_etag(object));
}

void write_time(JsonWriter& json, std::string_view name, const std::optional<TimePoint>& at) {
  if (at) json.member(name, format_rfc3339(*at));
}

void write_times(JsonWriter& json, const ObjectVersion& object) {
  const std::string created = format_rfc3339(object.created);
  json.member("timeCreated", created);
  json.member("updated",
              object.updated == object.created ? created : format_rfc3339(object.updated));
  write_time(json, "timeDeleted", object.deleted);
  write_time(json, "softDeleteTime", object.soft_deleted);
  write_time(json, "hardDeleteTime", object.hard_delete_at);
  json.member("timeStorageClassUpdated", object.storage_class_updated == object.created
                                             ? created
                                             : format_rfc3339(object.storage_class_updated));
  json.member("timeFinalized", created);
}

// The later of what the object and its bucket's policy say. An event-based hold stops the policy's
// clock, so then there is no time yet.
std::optional<TimePoint> retained_until(const ObjectVersion& object, const Bucket* bucket) {
  std::optional<TimePoint> until = object.metadata.retain_until;
  if (bucket != nullptr && bucket->retention_period && !object.metadata.event_based_hold) {
    const TimePoint by_policy = object.created + *bucket->retention_period;
    until = until ? std::max(*until, by_policy) : by_policy;
  }
  return until;
}

void write_settings(JsonWriter& json, const ObjectMetadata& metadata) {
  json.member_if("cacheControl", metadata.cache_control);
  json.member_if("contentDisposition", metadata.content_disposition);
  json.member_if("contentEncoding", metadata.content_encoding);
  json.member_if("contentLanguage", metadata.content_language);
  json.member_if("customTime", metadata.custom_time);
  if (metadata.temporary_hold || metadata.temporary_hold_set) {
    json.key("temporaryHold").boolean(metadata.temporary_hold);
  }
  if (metadata.event_based_hold || metadata.event_based_hold_set) {
    json.key("eventBasedHold").boolean(metadata.event_based_hold);
  }
  if (metadata.retain_until) {
    const std::string until = format_rfc3339(*metadata.retain_until);
    json.key("retention").begin_object();
    json.member("mode", metadata.retention_locked ? "Locked" : "Unlocked");
    json.member("retainUntilTime", until).end_object();
  }
  if (!metadata.kms_key_name.empty()) {
    json.member("kmsKeyName", metadata.kms_key_name + "/cryptoKeyVersions/1");
  }
  if (!metadata.encryption_key_sha256.empty()) {
    json.key("customerEncryption").begin_object().member("encryptionAlgorithm", "AES256");
    json.member("keySha256", metadata.encryption_key_sha256).end_object();
  }
}

void write_custom(JsonWriter& json, const ObjectMetadata& metadata) {
  if (!metadata.custom.empty()) {
    json.key("metadata").begin_object();
    for (const auto& [name, value] : metadata.custom) json.member(name, value);
    json.end_object();
  }
  if (metadata.extra_json.empty()) return;
  if (const std::string contexts = extra_member(metadata, "contexts"); !contexts.empty()) {
    json.key("contexts").raw(contexts);
  }
}

void write_access(JsonWriter& json, const ObjectVersion& object, const ResourceView& view) {
  if (view.full) {
    const AclPlace place{AclKind::kObject, object.bucket, object.name, object.generation,
                         object.metageneration};
    json.key("acl").raw(
        render_acl_items(object_acl(object, view.bucket.get()), place, view.base_url));
  }
  if (view.full || view.owner) {
    json.key("owner").begin_object().member("entity", kOwnerEntity).end_object();
  }
}

}  // namespace

ResourceView resource_view(const Query& query, std::string base_url, BucketPtr bucket) {
  ResourceView view;
  view.bucket = std::move(bucket);
  view.base_url = std::move(base_url);
  view.pretty = query.get("prettyPrint") != "false";
  view.full = query.get("projection") == "full";
  view.fields = query.get("fields");
  return view;
}

void write_object(JsonWriter& json, const ObjectVersion& object, const ResourceView& view) {
  json.begin_object();
  write_identity(json, object, view);
  write_content(json, object, view);
  write_times(json, object);
  if (object.component_count) json.key("componentCount").number(*object.component_count);
  write_time(json, "retentionExpirationTime", retained_until(object, view.bucket.get()));
  write_settings(json, object.metadata);
  write_custom(json, object.metadata);
  write_access(json, object, view);
  json.end_object();
}

std::string object_body(const ObjectVersion& object, const ResourceView& view) {
  JsonWriter json(view.pretty);
  write_object(json, object, view);
  return select_fields(json.take(), view.fields, view.pretty);
}

std::string object_etag(const ObjectVersion& object) {
  return etag(object.generation, object.metageneration);
}

}  // namespace resumulator::gcs
