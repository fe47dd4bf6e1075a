// restore: a soft-deleted generation becomes the live one again, under a new number.
#include "core/upload/world.h"
#include "protocols/gcs/common/preconditions.h"
#include "protocols/gcs/json/operations/object_common.h"
#include "protocols/gcs/json/operations/object_operations.h"

namespace resumulator::gcs::json {
namespace {

// Rule gcs.object.restore-refusals: the two reasons of a 412 that no guard has caused.
ApiError not_restorable(std::string reason, std::string message) {
  ApiError error = condition_not_met();
  error.reason = std::move(reason);
  error.message = std::move(message);
  error.location_type.clear();
  error.location.clear();
  return error;
}

}  // namespace

// Rule gcs.object.restore
Response restore_object(const Request& request, BodySource& body) {
  const auto json = read_json_body(request, body);
  if (!json) return fail(request, json.error());
  const auto guards = parse_preconditions(request.query);
  if (!guards) return fail(request, guards.error());
  const auto generation = parse_generation(request.query);
  if (!generation) return fail(request, generation.error());
  if (!*generation) return fail(request, required("Required parameter: generation"));
  const BucketPtr bucket = request.world->objects().bucket(request.bucket);
  if (!bucket) return fail(request, no_such_bucket());
  const auto restored =
      request.world->objects().restore(request.bucket, request.object, **generation, *guards);
  if (restored) return object_answer(request, **restored, CacheSet::kWrite);
  const Error& error = restored.error();
  if (error.kind == ErrorKind::kPrecondition && error.where == "objectNotSoftDeleted") {
    return fail(request, bucket->soft_delete_for == Duration(0)
                             ? not_restorable("softDeletePolicyNotSet",
                                              "The bucket has no soft delete policy.")
                             : not_restorable("objectNotSoftDeleted", error.text));
  }
  return fail_write(request, error);
}

}  // namespace resumulator::gcs::json
