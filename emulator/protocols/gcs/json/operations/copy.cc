// copyTo and moveTo: a new object of the same bytes, in one step.
#include "core/upload/world.h"
#include "protocols/gcs/common/encryption.h"
#include "protocols/gcs/common/names.h"
#include "protocols/gcs/common/preconditions.h"
#include "protocols/gcs/json/operations/copy_common.h"
#include "protocols/gcs/json/operations/object_common.h"
#include "protocols/gcs/json/operations/object_operations.h"

namespace resumulator::gcs::json {

// Rule gcs.copy.answer: the bare resource of the new object, with an owner.
Response copy_object(const Request& request, BodySource& body) {
  const auto json = read_json_body(request, body);
  if (!json) return fail(request, json.error());
  auto plan = plan_copy(request, *json);
  if (!plan) return fail_write(request, plan.error());
  const auto made = request.world->objects().insert(std::move(plan->destination), plan->guards);
  if (!made) {
    return fail_write(request, made.error(), request.second_bucket, request.second_object);
  }
  Response response = object_answer(request, **made, CacheSet::kWrite, true);
  add_encryption_headers(response.headers, (*made)->metadata.encryption_key_sha256);
  return response;
}

// Rule gcs.object.move: renamed inside one bucket, source and destination under guards.
Response move_object(const Request& request, BodySource& body) {
  const auto json = read_json_body(request, body);
  if (!json) return fail(request, json.error());
  const auto guards = parse_preconditions(request.query);
  if (!guards) return fail(request, guards.error());
  const auto source_guards = parse_source_preconditions(request.query);
  if (!source_guards) return fail(request, source_guards.error());
  if (const auto problem = check_object_name(request.second_object)) return fail(request, *problem);
  const auto moved = request.world->objects().move(request.bucket, request.object,
                                                   request.second_object, *source_guards, *guards);
  if (!moved) return fail_write(request, moved.error());
  return object_answer(request, **moved, CacheSet::kWrite);
}

}  // namespace resumulator::gcs::json
