// Metadata reads, and what a guard or an etag makes of them.
#include "protocols/gcs/json/operations/object_read.h"

#include "core/upload/world.h"
#include "protocols/gcs/common/encryption.h"
#include "protocols/gcs/common/media.h"
#include "protocols/gcs/common/preconditions.h"
#include "protocols/gcs/json/operations/object_common.h"
#include "protocols/gcs/json/operations/object_operations.h"

namespace resumulator::gcs::json {
namespace {

Result<ObjectPtr> look_up(const Request& request, std::optional<std::uint64_t> generation) {
  ObjectStore& objects = request.world->objects();
  if (!is_true(request, "softDeleted")) {
    return objects.get(request.bucket, request.object, generation);
  }
  return objects.get_soft_deleted(request.bucket, request.object, generation.value_or(0));
}

}  // namespace

ReadObject read_object(const Request& request) {
  ReadObject read;
  const auto guards = parse_preconditions(request.query);
  if (!guards) return {nullptr, guards.error()};
  const auto generation = parse_generation(request.query);
  if (!generation) return {nullptr, generation.error()};
  if (is_true(request, "softDeleted") && !*generation) {
    return {nullptr, required("Required parameter: generation")};
  }
  auto object = look_up(request, *generation);
  if (!object) {
    return {nullptr, from_store_error(object.error(), request.bucket, request.object)};
  }
  read.object = request.report == nullptr ? *object : reported(*request.report, *object);
  if (const auto held = check(*guards, read.object.get()); !held) {
    read.problem = from_store_error(held.error(), request.bucket, request.object);
    return read;
  }
  read.problem = check_etags(request.head.headers, object_etag(*read.object));
  return read;
}

Response get_object(const Request& request, BodySource&) {
  const ReadObject read = read_object(request);
  if (read.problem && read.problem->status == 304) {
    return not_modified_answer(*request.world, CacheSet::kRead);
  }
  if (read.problem) return fail(request, *read.problem);
  const auto key = parse_encryption_key(request.head.headers);
  if (!key) return fail(request, key.error());
  if (!key->empty()) {
    if (const auto problem = check_encryption_key(*read.object, *key)) {
      return fail(request, *problem);
    }
  }
  return object_answer(request, *read.object, CacheSet::kRead);
}

}  // namespace resumulator::gcs::json
