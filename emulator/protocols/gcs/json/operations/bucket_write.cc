// Buckets made, changed and removed.
#include <nlohmann/json.hpp>

#include "core/upload/world.h"
#include "protocols/gcs/common/acl.h"
#include "protocols/gcs/common/bucket_resource.h"
#include "protocols/gcs/common/names.h"
#include "protocols/gcs/common/preconditions.h"
#include "protocols/gcs/json/operations/bucket_common.h"
#include "protocols/gcs/json/operations/object_common.h"
#include "protocols/gcs/json/operations/object_operations.h"

namespace resumulator::gcs::json {
namespace {

using Json = nlohmann::ordered_json;

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// predefinedAcl and predefinedDefaultObjectAcl become the lists they stand for.
std::optional<ApiError> take_predefined_acls(const Request& request, Bucket& bucket) {
  struct Parameter {
    const char* name;
    const char* member;
    AclKind kind;
  };
  for (const Parameter& parameter :
       {Parameter{"predefinedAcl", "acl", AclKind::kBucket},
        Parameter{"predefinedDefaultObjectAcl", "defaultObjectAcl", AclKind::kObject}}) {
    const std::string* name = request.query.find(parameter.name);
    if (name == nullptr) continue;
    const auto list = predefined_acl(*name, parameter.kind, bucket.project);
    if (!list) return invalid_parameter(parameter.name, "Invalid value: '" + *name + "'.");
    Json settings = Json::parse(bucket.extra_json, nullptr, false);
    settings[parameter.member] = Json::parse(acl_json(*list));
    bucket.extra_json = dump(settings);
  }
  return std::nullopt;
}

ApiResult<Bucket> parse_new_bucket(const Request& request, std::string_view json) {
  const Options& options = request.world->options();
  Bucket bucket;
  bucket.project = request.query.get("project");
  if (bucket.project.empty() && options.gcs.bucket_insert_requires_project) {
    return required("Required parameter: project");
  }
  if (bucket.project.empty()) bucket.project = options.project;
  const TimePoint now = request.world->clock().now();
  if (auto problem = apply_bucket_body(bucket, json, BucketChange::kInsert, now)) {
    return *std::move(problem);
  }
  if (bucket.name.empty()) return required("Required");
  if (auto problem = check_bucket_name(bucket.name)) return *std::move(problem);
  if (auto problem = take_predefined_acls(request, bucket)) return *std::move(problem);
  if (is_true(request, "enableObjectRetention")) {
    Json settings = Json::parse(bucket.extra_json, nullptr, false);
    settings["objectRetention"] = {{"mode", "Enabled"}};
    bucket.extra_json = dump(settings);
  }
  return bucket;
}

// Rules gcs.bucket.patch, gcs.bucket.update: a body that does not fit changes nothing.
Response change_bucket(const Request& request, BodySource& body, BucketChange how) {
  const auto guards = parse_preconditions(request.query);
  if (!guards) return fail(request, guards.error());
  const auto json = read_json_body(request, body);
  if (!json) return fail(request, json.error());
  std::optional<ApiError> problem;
  const TimePoint now = request.world->clock().now();
  const auto changed = request.world->objects().update_bucket(
      request.bucket, *guards, [&](Bucket& bucket) -> Result<void> {
        problem = apply_bucket_body(bucket, *json, how, now);
        if (!problem) problem = take_predefined_acls(request, bucket);
        if (problem) return Unexpected(ErrorKind::kMalformed, problem->message);
        return {};
      });
  if (problem) return fail(request, *problem);
  if (!changed) return fail_write(request, changed.error());
  return bucket_answer(request, **changed, CacheSet::kWrite);
}

}  // namespace

Response insert_bucket(const Request& request, BodySource& body) {
  const auto json = read_json_body(request, body);
  if (!json) return fail(request, json.error());
  const auto bucket = parse_new_bucket(request, *json);
  if (!bucket) return fail(request, bucket.error());
  const auto made = request.world->objects().create_bucket(*bucket);
  if (!made) return fail(request, from_store_error(made.error(), bucket->name, {}));
  return bucket_answer(request, **made, CacheSet::kWrite);
}

Response patch_bucket(const Request& request, BodySource& body) {
  return change_bucket(request, body, BucketChange::kMerge);
}

Response update_bucket(const Request& request, BodySource& body) {
  return change_bucket(request, body, BucketChange::kReplace);
}

// Rule gcs.bucket.lock-retention: needs the metageneration it was looked at; never undone.
Response lock_retention_policy(const Request& request, BodySource&) {
  const auto guards = parse_preconditions(request.query);
  if (!guards) return fail(request, guards.error());
  if (!guards->metageneration_match) {
    return fail(request, required("Required parameter: ifMetagenerationMatch"));
  }
  const auto locked = request.world->objects().update_bucket(
      request.bucket, *guards, [](Bucket& bucket) -> Result<void> {
        if (!bucket.retention_period) {
          return Unexpected(
              ErrorKind::kMalformed,
              "Bucket '" + bucket.name + "' does not have a Retention Policy to lock.");
        }
        bucket.retention_locked = true;
        Json settings = Json::parse(bucket.extra_json, nullptr, false);
        if (!settings.is_object()) settings = Json::object();
        settings["retentionPolicy"]["isLocked"] = true;
        bucket.extra_json = dump(settings);
        return {};
      });
  if (!locked) return fail_write(request, locked.error());
  return bucket_answer(request, **locked, CacheSet::kWrite);
}

Response delete_bucket(const Request& request, BodySource&) {
  const auto guards = parse_preconditions(request.query);
  if (!guards) return fail(request, guards.error());
  const auto gone = request.world->objects().delete_bucket(request.bucket, *guards);
  if (!gone) return fail_write(request, gone.error());
  for (const char* kind : {"iam/", "notifications/"}) {
    const std::string key = kind + request.bucket;
    if (auto erased = request.world->documents().erase(key); !erased) {
      return fail(request, from_store_error(erased.error(), request.bucket, {}));
    }
    if (auto erased = request.world->documents().erase_below(key + "/"); !erased) {
      return fail(request, from_store_error(erased.error(), request.bucket, {}));
    }
  }
  return no_content_answer(*request.world);
}

}  // namespace resumulator::gcs::json
