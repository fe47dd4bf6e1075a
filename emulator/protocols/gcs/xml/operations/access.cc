// ?acl of buckets and objects: shown as documents, set by the name of a canned list.
#include "core/base/strings.h"
#include "protocols/gcs/common/acl.h"
#include "protocols/gcs/common/metadata.h"
#include "protocols/gcs/common/upload.h"
#include "protocols/gcs/xml/answer.h"
#include "protocols/gcs/xml/errors.h"
#include "protocols/gcs/xml/operations/bucket_operations.h"
#include "protocols/gcs/xml/operations/object_operations.h"
#include "protocols/gcs/xml/parse.h"
#include "protocols/gcs/xml/xml_writer.h"

namespace resumulator::gcs::xml {
namespace {

// Rule gcs.xml.sub.acl: "user-a@b" is a scope by e-mail, "domain-b" one by domain, and so on.
void write_scope(XmlWriter& xml, std::string_view entity) {
  if (entity == "allUsers") {
    xml.begin("Scope", " type='AllUsers'").end();
  } else if (entity == "allAuthenticatedUsers") {
    xml.begin("Scope", " type='AllAuthenticatedUsers'").end();
  } else if (take_prefix(entity, "domain-")) {
    xml.begin("Scope", " type='GroupByDomain'").element("Domain", entity).end();
  } else if (take_prefix(entity, "user-")) {
    xml.begin("Scope", " type='UserByEmail'").element("EmailAddress", entity).end();
  } else if (take_prefix(entity, "group-")) {
    xml.begin("Scope", " type='GroupByEmail'").element("EmailAddress", entity).end();
  } else {
    xml.begin("Scope", " type='GroupById'").element("ID", entity).end();
  }
}

std::string_view permission(std::string_view role) {
  if (role == "OWNER") return "FULL_CONTROL";
  return role == "WRITER" ? "WRITE" : "READ";
}

Response acl_answer(const Request& request, const AclList& list) {
  XmlWriter xml;
  xml.begin("AccessControlList");
  xml.begin("Owner").element("ID", kOwnerEntity).end();
  xml.begin("Entries");
  for (const AclEntry& entry : list) {
    xml.begin("Entry");
    write_scope(xml, entry.entity);
    xml.element("Permission", permission(entry.role)).end();
  }
  return document_answer(*request.world, xml.end().end().take());
}

// The list a PUT names. Documents are not taken: there is nobody to enforce them for.
ApiResult<AclList> canned_list(const Request& request, AclKind kind) {
  const auto name = setting(request, "x-goog-acl");
  if (!name) return invalid_argument("x-goog-acl", "A canned ACL must be named.");
  const BucketPtr bucket = request.world->objects().bucket(request.bucket);
  if (!bucket) return no_such_bucket();
  auto list = predefined_acl(canned_acl(*name), kind, bucket->project);
  if (!list) return invalid_argument("x-goog-acl", "No such canned ACL: " + std::string(*name));
  return *std::move(list);
}

}  // namespace

Response get_bucket_acl(const Request& request, BodySource&) {
  const BucketPtr bucket = request.world->objects().bucket(request.bucket);
  if (!bucket) return error_answer(*request.world, no_such_bucket());
  return acl_answer(request, bucket_acl(*bucket));
}

Response put_bucket_acl(const Request& request, BodySource& body) {
  World& world = *request.world;
  drain(body);
  const auto list = canned_list(request, AclKind::kBucket);
  if (!list) return error_answer(world, list.error());
  const auto changed =
      world.objects().update_bucket(request.bucket, {}, [&](Bucket& bucket) -> Result<void> {
        set_bucket_acl(bucket, *list);
        return {};
      });
  if (changed) return empty_answer(world);
  return error_answer(world, from_write_error(world, changed.error(), request.bucket, {}));
}

Response get_object_acl(const Request& request, BodySource&) {
  World& world = *request.world;
  const auto object = world.objects().get(request.bucket, request.object);
  if (!object) {
    return error_answer(world, from_store_error(object.error(), request.bucket, request.object));
  }
  return acl_answer(request, object_acl(**object, world.objects().bucket(request.bucket).get()));
}

Response put_object_acl(const Request& request, BodySource& body) {
  World& world = *request.world;
  drain(body);
  const auto guards = parse_guards(request);
  if (!guards) return error_answer(world, guards.error());
  const auto list = canned_list(request, AclKind::kObject);
  if (!list) return error_answer(world, list.error());
  const auto changed = world.objects().update(request.bucket, request.object, {}, *guards,
                                              [&](ObjectMetadata& metadata) -> Result<void> {
                                                set_extra_member(metadata, "acl", acl_json(*list));
                                                return {};
                                              });
  if (changed) return empty_answer(world);
  return error_answer(world,
                      from_write_error(world, changed.error(), request.bucket, request.object));
}

}  // namespace resumulator::gcs::xml
