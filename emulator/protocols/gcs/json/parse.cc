#include "protocols/gcs/json/parse.h"

#include "core/base/strings.h"
#include "protocols/gcs/common/acl.h"
#include "protocols/gcs/common/encryption.h"
#include "protocols/gcs/common/fields.h"
#include "protocols/gcs/common/inflate_body.h"
#include "protocols/gcs/common/names.h"
#include "protocols/gcs/common/preconditions.h"

namespace resumulator::gcs::json {
namespace {

constexpr const char* kDefaultType = "application/octet-stream";

ApiError disagreement(std::string_view body, std::string_view query) {
  return invalid("Value '" + std::string(body) + "' in content does not agree with value '" +
                 std::string(query) + "'.");
}

// Rules gcs.init.name, gcs.init.name-conflict.
ApiResult<std::string> object_name(const Request& request, const MetadataChange& body) {
  const std::string* asked = request.query.find("name");
  if (asked != nullptr && asked->empty()) asked = nullptr;
  if (asked != nullptr && body.name && *asked != *body.name) {
    return disagreement(*body.name, *asked);
  }
  if (body.bucket && *body.bucket != request.bucket) {
    return disagreement(*body.bucket, request.bucket);
  }
  std::string name = asked != nullptr ? *asked : body.name.value_or("");
  if (auto error = check_object_name(name)) return *std::move(error);
  return name;
}

// Rule gcs.init.predefined-acl.
std::optional<ApiError> apply_predefined_acl(const Request& request, const Bucket& bucket,
                                             ObjectMetadata& metadata) {
  const std::string* name = request.query.find("predefinedAcl");
  if (name == nullptr) return std::nullopt;
  const auto list = predefined_acl(*name, AclKind::kObject, bucket.project);
  if (!list) return invalid_parameter("predefinedAcl", "Invalid value '" + *name + "'.");
  MetadataChange change;
  change.extra.emplace_back("acl", acl_json(*list));
  apply_patch(change, metadata);
  return std::nullopt;
}

void apply_query(const Request& request, ObjectMetadata& metadata) {
  if (const auto* encoding = request.query.find("contentEncoding")) {
    metadata.content_encoding = *encoding;
  }
  if (const auto* key = request.query.find("kmsKeyName")) metadata.kms_key_name = *key;
}

}  // namespace

ApiResult<UploadHead> parse_upload_head(const Request& request) {
  UploadHead head;
  auto guards = parse_preconditions(request.query);
  if (!guards) return guards.error();
  head.guards = *guards;
  if (auto error = check_fields(request.query.get("fields"))) return *std::move(error);
  auto key = parse_encryption_key(request.head.headers);
  if (!key) return key.error();
  head.encryption_key_sha256 = *std::move(key);
  return head;
}

ApiResult<Upload> complete_upload(const Request& request, const UploadHead& head,
                                  const MetadataChange& body, std::string_view fallback_type) {
  auto name = object_name(request, body);
  if (!name) return name.error();
  const auto bucket = upload_bucket(*request.world, request.bucket);
  if (!bucket) return bucket.error();
  Upload upload;
  upload.name = *std::move(name);
  upload.guards = head.guards;
  upload.digests = body.digests;
  upload.metadata = apply_insert(body);
  if (!body.storage_class) upload.metadata.storage_class = (*bucket)->storage_class;
  if (upload.metadata.content_type.empty()) upload.metadata.content_type = fallback_type;
  if (upload.metadata.content_type.empty()) upload.metadata.content_type = kDefaultType;
  upload.metadata.encryption_key_sha256 = head.encryption_key_sha256;
  apply_query(request, upload.metadata);
  if (auto error = apply_predefined_acl(request, **bucket, upload.metadata)) {
    return *std::move(error);
  }
  return upload;
}

ApiResult<std::optional<std::uint64_t>> parse_declared_length(const Request& request) {
  const std::string* text = request.head.headers.find("X-Upload-Content-Length");
  if (text == nullptr || text->empty()) return std::optional<std::uint64_t>();
  const auto length = parse_u64(*text);
  const std::uint64_t most = request.world->options().limits.object_bytes_max;
  if (!length && length.error().kind != ErrorKind::kOutOfRange) {
    return invalid("Invalid value for X-Upload-Content-Length: '" + *text + "'.");
  }
  if (!length || *length > most) {
    return too_large("The object is larger than " + std::to_string(most) + " bytes.");
  }
  return std::optional<std::uint64_t>(*length);
}

ApiResult<std::string> read_metadata_body(const Request& request, BodySource& body) {
  const std::uint64_t limit = request.world->options().limits.metadata_bytes_max;
  auto text = [&] {
    if (!is_gzip_encoded(request.head.headers)) return read_all(body, limit);
    InflatedBody inflated(body);
    return read_all(inflated, limit);
  }();
  if (!text) return from_read_error(text.error());
  return *std::move(text);
}

}  // namespace resumulator::gcs::json
