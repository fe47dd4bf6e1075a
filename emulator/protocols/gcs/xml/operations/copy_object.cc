// PUT with x-goog-copy-source: a new object of the same bytes.
#include "core/base/strings.h"
#include "core/wire/times.h"
#include "core/wire/url.h"
#include "protocols/gcs/common/copy.h"
#include "protocols/gcs/common/encryption.h"
#include "protocols/gcs/common/names.h"
#include "protocols/gcs/common/requester_pays.h"
#include "protocols/gcs/common/upload.h"
#include "protocols/gcs/xml/answer.h"
#include "protocols/gcs/xml/errors.h"
#include "protocols/gcs/xml/operations/object_operations.h"
#include "protocols/gcs/xml/parse.h"
#include "protocols/gcs/xml/xml_writer.h"

namespace resumulator::gcs::xml {
namespace {

// "BUCKET/OBJECT" or "/BUCKET/OBJECT", percent-encoded or not. Rule gcs.xml.copy.source
struct Source {
  std::string bucket;
  std::string object;
};
ApiResult<Source> parse_source(const Request& request) {
  const auto decoded = percent_decode(*setting(request, "x-goog-copy-source"));
  std::string_view text = decoded ? std::string_view(*decoded) : std::string_view();
  take_prefix(text, "/");
  const auto [bucket, object, found] = split_once(text, '/');
  if (!found || bucket.empty() || object.empty()) {
    return invalid_argument("x-goog-copy-source", "The copy source must name a bucket and a key.");
  }
  return Source{std::string(bucket), std::string(object)};
}

ApiResult<ObjectPtr> find_source(const Request& request) {
  const auto source = parse_source(request);
  if (!source) return source.error();
  // Rule gcs.bucket.requester-pays.
  if (auto error = check_user_project(request, source->bucket)) return *std::move(error);
  const auto generation = parse_generation_setting(request, "x-goog-copy-source-generation");
  if (!generation) return generation.error();
  const auto guards = parse_source_guards(request);
  if (!guards) return guards.error();
  const auto object = request.world->objects().get(source->bucket, source->object, *generation);
  if (!object) return from_store_error(object.error(), source->bucket, source->object);
  // A failed guard of the source is 412 whichever it is: nothing was asked to be read.
  if (!check(*guards, object->get()) || check_conditions(source_conditions(request), **object)) {
    return condition_not_met();
  }
  const auto key = parse_encryption_key(request.head.headers, kCopySourceEncryptionPrefix);
  if (!key) return key.error();
  if (auto problem = check_encryption_key(**object, *key)) return *std::move(problem);
  return *object;
}

// Rule gcs.xml.copy.metadata: the source's, or with REPLACE that of the request.
ApiResult<ObjectMetadata> metadata_of_copy(const Request& request, const ObjectVersion& source,
                                           const Bucket& bucket) {
  const std::string_view directive = setting(request, "x-goog-metadata-directive").value_or("COPY");
  if (directive != "COPY" && directive != "REPLACE") {
    return invalid_argument("x-goog-metadata-directive", "Unknown metadata directive.");
  }
  auto said = parse_object_metadata(request);
  if (!said) return said;
  ObjectMetadata metadata =
      directive == "REPLACE" ? *said : copied_metadata(source.metadata, bucket);
  metadata.encryption_key_sha256 = said->encryption_key_sha256;
  if (auto problem = apply_bucket_settings(request, bucket, metadata)) return *std::move(problem);
  return metadata;
}

ApiResult<ObjectPtr> copy(const Request& request) {
  if (auto problem = check_object_name(request.object)) return *std::move(problem);
  const auto guards = parse_guards(request);
  if (!guards) return guards.error();
  const auto source = find_source(request);
  if (!source) return source.error();
  const auto bucket = upload_bucket(*request.world, request.bucket);
  if (!bucket) return bucket.error();
  auto metadata = metadata_of_copy(request, **source, **bucket);
  if (!metadata) return metadata.error();
  auto made = request.world->objects().insert(
      new_copy(**source, request.bucket, request.object, *std::move(metadata)), *guards);
  if (!made) {
    return from_write_error(*request.world, made.error(), request.bucket, request.object);
  }
  return *std::move(made);
}

}  // namespace

// Rule gcs.xml.copy.answer.
Response copy_object(const Request& request, BodySource& body) {
  drain(body);
  const auto made = copy(request);
  if (!made) return error_answer(*request.world, made.error());
  if (request.info != nullptr) request.info->generation = (*made)->generation;
  XmlWriter xml;
  xml.begin("CopyObjectResult");
  xml.element("LastModified", format_rfc3339((*made)->updated));
  xml.element("ETag", in_quotes(xml_etag(**made))).end();
  Response response;
  response.headers = xml_headers(*request.world, CacheSet::kNone, kXml);
  add_object_headers(response.headers, **made);
  response.body = xml.take();
  return response;
}

}  // namespace resumulator::gcs::xml
