// ?acl of buckets and objects: shown as documents, set by a document or a canned list's name.
#include "protocols/gcs/common/acl.h"
#include "protocols/gcs/common/metadata.h"
#include "protocols/gcs/common/upload.h"
#include "protocols/gcs/xml/acl_document.h"
#include "protocols/gcs/xml/answer.h"
#include "protocols/gcs/xml/body.h"
#include "protocols/gcs/xml/errors.h"
#include "protocols/gcs/xml/operations/bucket_operations.h"
#include "protocols/gcs/xml/operations/object_operations.h"
#include "protocols/gcs/xml/parse.h"

namespace resumulator::gcs::xml {
namespace {

Response acl_answer(const Request& request, const AclList& list) {
  return document_answer(*request.world, acl_document(list));
}

ApiResult<AclList> canned_list(const Request& request, std::string_view name, AclKind kind) {
  const BucketPtr bucket = request.world->objects().bucket(request.bucket);
  if (!bucket) return no_such_bucket();
  auto list = predefined_acl(canned_acl(name), kind, bucket->project);
  if (!list) return invalid_argument("x-goog-acl", "No such canned ACL: " + std::string(name));
  return *std::move(list);
}

// The list a PUT brings: a name, or a document. Rules gcs.xml.sub.acl, gcs.xml.sub.acl-document
ApiResult<AclList> wanted_list(const Request& request, BodySource& body, AclKind kind) {
  if (const auto name = setting(request, "x-goog-acl")) {
    drain(body);
    return canned_list(request, *name, kind);
  }
  const auto document = read_optional_xml_body(request, body, "AccessControlList");
  if (!document) {
    ApiError error = document.error();
    if (error.xml_code == "MalformedXML") error.xml_code = "MalformedACLError";
    return error;
  }
  if (!*document) return missing_header("x-goog-acl");
  return parse_acl_document(**document, kind);
}

}  // namespace

Response get_bucket_acl(const Request& request, BodySource&) {
  const BucketPtr bucket = request.world->objects().bucket(request.bucket);
  if (!bucket) return error_answer(*request.world, no_such_bucket());
  return acl_answer(request, bucket_acl(*bucket));
}

Response put_bucket_acl(const Request& request, BodySource& body) {
  World& world = *request.world;
  const auto list = wanted_list(request, body, AclKind::kBucket);
  if (!list) return error_answer(world, list.error());
  const auto guards = parse_guards(request);
  if (!guards) return error_answer(world, guards.error());
  const auto changed =
      world.objects().update_bucket(request.bucket, *guards, [&](Bucket& bucket) -> Result<void> {
        set_bucket_acl(bucket, *list);
        return {};
      });
  if (changed) return empty_answer(world);
  return error_answer(world, from_write_error(world, changed.error(), request.bucket, {}));
}

Response get_object_acl(const Request& request, BodySource&) {
  World& world = *request.world;
  const auto generation = parse_generation_setting(request, "generation");
  if (!generation) return error_answer(world, generation.error());
  const auto object = world.objects().get(request.bucket, request.object, *generation);
  if (!object) {
    return error_answer(world, from_store_error(object.error(), request.bucket, request.object));
  }
  return acl_answer(request, object_acl(**object, world.objects().bucket(request.bucket).get()));
}

Response put_object_acl(const Request& request, BodySource& body) {
  World& world = *request.world;
  const auto list = wanted_list(request, body, AclKind::kObject);
  if (!list) return error_answer(world, list.error());
  const auto guards = parse_guards(request);
  if (!guards) return error_answer(world, guards.error());
  const auto generation = parse_generation_setting(request, "generation");
  if (!generation) return error_answer(world, generation.error());
  const auto changed = world.objects().update(request.bucket, request.object, *generation, *guards,
                                              [&](ObjectMetadata& metadata) -> Result<void> {
                                                set_extra_member(metadata, "acl", acl_json(*list));
                                                return {};
                                              });
  if (changed) return empty_answer(world);
  return error_answer(world,
                      from_write_error(world, changed.error(), request.bucket, request.object));
}

}  // namespace resumulator::gcs::xml
