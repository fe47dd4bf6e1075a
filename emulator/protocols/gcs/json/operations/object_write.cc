// Changes of an object's metadata, and its removal.
#include "core/upload/world.h"
#include "protocols/gcs/common/metadata.h"
#include "protocols/gcs/common/preconditions.h"
#include "protocols/gcs/json/operations/object_common.h"
#include "protocols/gcs/json/operations/object_operations.h"
#include "protocols/gcs/json/operations/object_retention.h"

namespace resumulator::gcs::json {
namespace {

using Apply = void (*)(const MetadataChange&, ObjectMetadata&);

// One metadata write: Rules gcs.object.patch, gcs.object.update.
Response write_metadata(const Request& request, BodySource& body, Apply apply) {
  const auto guards = parse_preconditions(request.query);
  if (!guards) return fail(request, guards.error());
  const auto generation = parse_generation(request.query);
  if (!generation) return fail(request, generation.error());
  const auto json = read_json_body(request, body);
  if (!json) return fail(request, json.error());
  const auto change = parse_metadata(*json, request.world->options().limits);
  if (!change) return fail(request, change.error());
  RetentionRules rules = retention_rules(request);
  auto written = request.world->objects().update(
      request.bucket, request.object, *generation, *guards, [&](ObjectMetadata& metadata) {
        const ObjectMetadata before = metadata;
        apply(*change, metadata);
        return check_retention_change(before, metadata, rules);
      });
  if (!written) return fail_write(request, written.error());
  return object_answer(request, **written, CacheSet::kWrite);
}

}  // namespace

Response patch_object(const Request& request, BodySource& body) {
  return write_metadata(request, body, apply_patch);
}

Response update_object(const Request& request, BodySource& body) {
  return write_metadata(request, body, apply_update);
}

Response delete_object(const Request& request, BodySource&) {
  const auto guards = parse_preconditions(request.query);
  if (!guards) return fail(request, guards.error());
  const auto generation = parse_generation(request.query);
  if (!generation) return fail(request, generation.error());
  const auto removed =
      request.world->objects().remove(request.bucket, request.object, *generation, *guards);
  if (!removed) return fail_write(request, removed.error());
  return no_content_answer(*request.world);
}

}  // namespace resumulator::gcs::json
