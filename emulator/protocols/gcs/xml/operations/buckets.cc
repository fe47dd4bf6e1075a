// Buckets listed, made, looked at and removed.
#include "core/wire/times.h"
#include "protocols/gcs/common/acl.h"
#include "protocols/gcs/common/bucket_resource.h"
#include "protocols/gcs/common/json_writer.h"
#include "protocols/gcs/common/names.h"
#include "protocols/gcs/xml/answer.h"
#include "protocols/gcs/xml/body.h"
#include "protocols/gcs/xml/errors.h"
#include "protocols/gcs/xml/operations/bucket_operations.h"
#include "protocols/gcs/xml/parse.h"
#include "protocols/gcs/xml/xml_writer.h"

namespace resumulator::gcs::xml {
namespace {

// Place and class, as the body has them. Rule gcs.xml.bucket.create-body
std::optional<ApiError> take_configuration(const XmlElement& body, Bucket& bucket) {
  const std::string_view place = body.get("LocationConstraint");
  if (!place.empty()) {
    JsonWriter json(false, 64);
    json.begin_object().member("location", place).end_object();
    if (auto problem = apply_bucket_body(bucket, json.take(), BucketChange::kInsert, TimePoint{})) {
      return problem;
    }
  }
  const std::string_view storage_class = body.get("StorageClass");
  if (storage_class.empty()) return std::nullopt;
  if (!is_storage_class(storage_class)) {
    return bad("InvalidStorageClass", "No such storage class: " + std::string(storage_class));
  }
  bucket.storage_class = storage_class;
  return std::nullopt;
}

ApiResult<Bucket> new_bucket(const Request& request, BodySource& body) {
  const auto configuration = read_optional_xml_body(request, body, "CreateBucketConfiguration");
  if (!configuration) return configuration.error();
  if (auto problem = check_bucket_name(request.bucket)) return *std::move(problem);
  Bucket bucket;
  bucket.project = setting(request, "x-goog-project-id").value_or(std::string_view());
  if (bucket.project.empty()) bucket.project = request.world->options().project;
  if (*configuration) {
    if (auto problem = take_configuration(**configuration, bucket)) return *std::move(problem);
  }
  bucket.name = request.bucket;
  const auto acl = setting(request, "x-goog-acl");
  if (!acl) return bucket;
  const auto list = predefined_acl(canned_acl(*acl), AclKind::kBucket, bucket.project);
  if (!list) return invalid_argument("x-goog-acl", "No such canned ACL: " + std::string(*acl));
  set_bucket_acl(bucket, *list);
  return bucket;
}

}  // namespace

// Rule gcs.xml.service.list.
Response list_buckets(const Request& request, BodySource&) {
  const auto project = setting(request, "x-goog-project-id");
  const std::string& own = request.world->options().project;
  XmlWriter xml;
  xml.root("ListAllMyBucketsResult", kListNamespace);
  xml.begin("Owner").element("ID", kOwnerEntity).element("DisplayName", "").end();
  xml.begin("Buckets");
  for (const BucketPtr& bucket : request.world->objects().buckets()) {
    const bool shown = !project || bucket->project == *project || bucket->project == own;
    if (!shown) continue;
    xml.begin("Bucket").element("Name", bucket->name);
    xml.element("CreationDate", format_rfc3339(bucket->created)).end();
  }
  return document_answer(*request.world, xml.end().end().take());
}

// Rules gcs.xml.bucket.create, gcs.xml.bucket.conflict.
Response create_bucket(const Request& request, BodySource& body) {
  World& world = *request.world;
  auto bucket = new_bucket(request, body);
  if (!bucket) return error_answer(world, bucket.error());
  const std::string project = bucket->project;
  const auto made = world.objects().create_bucket(*std::move(bucket));
  if (made) return empty_answer(world);
  if (made.error().kind == ErrorKind::kConflict) {
    const BucketPtr there = world.objects().bucket(request.bucket);
    const bool own = !there || there->project == project;
    return error_answer(world,
                        bucket_conflict(own ? "BucketAlreadyOwnedByYou" : "BucketNameUnavailable"));
  }
  return error_answer(world, from_store_error(made.error(), request.bucket, {}));
}

// Rules gcs.xml.bucket.delete, gcs.xml.bucket.not-empty.
Response delete_bucket(const Request& request, BodySource&) {
  World& world = *request.world;
  const auto guards = parse_guards(request);
  if (!guards) return error_answer(world, guards.error());
  const auto gone = world.objects().delete_bucket(request.bucket, *guards);
  if (gone) return empty_answer(world, 204);
  if (gone.error().kind == ErrorKind::kConflict) {
    return error_answer(world, bucket_conflict("BucketNotEmpty"));
  }
  return error_answer(world, from_write_error(world, gone.error(), request.bucket, {}));
}

// Rule gcs.xml.bucket.head: whether it is there.
Response head_bucket(const Request& request, BodySource&) {
  World& world = *request.world;
  if (!world.objects().bucket(request.bucket)) return error_answer(world, no_such_bucket());
  Response response;
  response.headers = xml_headers(world, CacheSet::kMedia, kXml);
  return response;
}

}  // namespace resumulator::gcs::xml
