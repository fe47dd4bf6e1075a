#include "protocols/gcs/xml/parse.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/base/strings.h"
#include "core/wire/times.h"
#include "protocols/gcs/common/acl.h"
#include "protocols/gcs/common/declared_digests.h"
#include "protocols/gcs/common/encryption.h"
#include "protocols/gcs/common/media.h"
#include "protocols/gcs/common/metadata.h"
#include "protocols/gcs/common/names.h"
#include "protocols/gcs/common/preconditions.h"
#include "protocols/gcs/xml/answer.h"
#include "protocols/gcs/xml/errors.h"

namespace resumulator::gcs::xml {
namespace {

constexpr std::string_view kMeta = "x-goog-meta-";

struct Guard {
  const char* name;
  std::optional<std::int64_t> Preconditions::*member;
};
using Guards = std::array<Guard, 4>;

constexpr Guards kGuards = {
    {{"x-goog-if-generation-match", &Preconditions::generation_match},
     {"x-goog-if-generation-not-match", &Preconditions::generation_not_match},
     {"x-goog-if-metageneration-match", &Preconditions::metageneration_match},
     {"x-goog-if-metageneration-not-match", &Preconditions::metageneration_not_match}}};
constexpr Guards kSourceGuards = {
    {{"x-goog-copy-source-if-generation-match", &Preconditions::generation_match},
     {"x-goog-copy-source-if-generation-not-match", &Preconditions::generation_not_match},
     {"x-goog-copy-source-if-metageneration-match", &Preconditions::metageneration_match},
     {"x-goog-copy-source-if-metageneration-not-match", &Preconditions::metageneration_not_match}}};

ApiError not_a_number(std::string_view name, std::string_view value) {
  return invalid_argument(name, "Invalid long value: '" + std::string(value) + "'.");
}

ApiResult<Preconditions> parse(const Request& request, const Guards& guards) {
  Preconditions result;
  for (const Guard& guard : guards) {
    const auto value = setting(request, guard.name);
    if (!value) continue;
    const auto number = parse_long(*value);
    if (!number) return not_a_number(guard.name, *value);
    result.*guard.member = *number;
  }
  return result;
}

void take_custom(std::string_view name, std::string_view value, ObjectMetadata& metadata) {
  if (!istarts_with(name, kMeta) || name.size() == kMeta.size()) return;
  metadata.custom.emplace(lower(name.substr(kMeta.size())), value);
}

}  // namespace

ApiResult<Preconditions> parse_guards(const Request& request) { return parse(request, kGuards); }

ApiResult<Preconditions> parse_source_guards(const Request& request) {
  return parse(request, kSourceGuards);
}

Headers source_conditions(const Request& request) {
  Headers conditions;
  for (const char* name :
       {"If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since"}) {
    const auto value = setting(request, "x-goog-copy-source-" + lower(std::string_view(name)));
    if (value) conditions.add(name, std::string(*value));
  }
  return conditions;
}

std::optional<ApiError> check_conditions(const Headers& headers, const ObjectVersion& object) {
  if (auto problem = check_etags(headers, xml_etag(object))) return problem;
  // HTTP dates have whole seconds.
  const auto updated = std::chrono::floor<std::chrono::seconds>(object.updated);
  const auto unmodified = parse_http_date(headers.get("If-Unmodified-Since"));
  if (unmodified && updated > *unmodified) return condition_not_met();
  const auto modified = parse_http_date(headers.get("If-Modified-Since"));
  if (modified && !headers.has("If-None-Match") && updated <= *modified) return not_modified();
  return std::nullopt;
}

ApiResult<DeclaredDigests> parse_digests(const Headers& headers) {
  for (const std::string_view line : headers.all("x-goog-hash")) {
    for (const std::string_view piece : split(line, ',')) {
      const std::string_view algorithm = split_once(trim(piece), '=').first;
      if (iequals(algorithm, "crc32c") || iequals(algorithm, "md5")) continue;
      return bad("InvalidDigest",
                 "x-goog-hash is neither crc32c nor md5: '" + std::string(trim(piece)) + "'");
    }
  }
  return parse_digest_headers(headers);
}

ApiResult<DeclaredDigests> parse_digests(const Request& request) {
  Headers headers = request.head.headers;
  const std::string* in_query = request.query.find_ignoring_case("x-goog-hash");
  if (in_query == nullptr || headers.has("x-goog-hash")) return parse_digests(headers);
  // Of base64 in a query a plus that was not escaped reads as a blank.
  std::string hash = *in_query;
  std::replace(hash.begin(), hash.end(), ' ', '+');
  headers.add("x-goog-hash", std::move(hash));
  return parse_digests(headers);
}

ApiResult<std::optional<std::uint64_t>> parse_generation_setting(const Request& request,
                                                                 std::string_view name) {
  const auto value = setting(request, name);
  if (!value) return std::optional<std::uint64_t>();
  const auto number = parse_long(*value);
  if (!number) return not_a_number(name, *value);
  return std::optional<std::uint64_t>(*number < 0 ? 0 : static_cast<std::uint64_t>(*number));
}

std::string canned_acl(std::string_view name) {
  struct Name {
    std::string_view xml;
    const char* json;
  };
  constexpr std::array kNames = std::to_array<Name>({
      {"private", "private"},
      {"public-read", "publicRead"},
      {"public-read-write", "publicReadWrite"},
      {"project-private", "projectPrivate"},
      {"authenticated-read", "authenticatedRead"},
      {"bucket-owner-read", "bucketOwnerRead"},
      {"bucket-owner-full-control", "bucketOwnerFullControl"},
  });
  for (const Name& known : kNames) {
    if (known.xml == name) return known.json;
  }
  return {};
}

bool is_storage_class(std::string_view name) {
  constexpr std::array<std::string_view, 7> kClasses = {"STANDARD",
                                                        "NEARLINE",
                                                        "COLDLINE",
                                                        "ARCHIVE",
                                                        "REGIONAL",
                                                        "MULTI_REGIONAL",
                                                        "DURABLE_REDUCED_AVAILABILITY"};
  return std::find(kClasses.begin(), kClasses.end(), name) != kClasses.end();
}

ApiResult<ObjectMetadata> parse_object_metadata(const Request& request) {
  ObjectMetadata metadata;
  const auto text = [&](const char* name) { return std::string(request.head.headers.get(name)); };
  metadata.content_type = text("Content-Type");
  if (metadata.content_type.empty()) metadata.content_type = "application/octet-stream";
  metadata.content_encoding = text("Content-Encoding");
  metadata.content_disposition = text("Content-Disposition");
  metadata.content_language = text("Content-Language");
  metadata.cache_control = text("Cache-Control");
  for (const auto& [name, value] : request.head.headers.fields())
    take_custom(name, value, metadata);
  for (const auto& [name, value] : request.query.pairs()) take_custom(name, value, metadata);
  if (const auto time = setting(request, "x-goog-custom-time")) {
    if (!parse_rfc3339(*time)) {
      return bad("MalformedHeaderValue",
                 "x-goog-custom-time is no time: '" + std::string(*time) + "'");
    }
    metadata.custom_time = *time;
  }
  const auto key = parse_encryption_key(request.head.headers);
  if (!key) return key.error();
  metadata.encryption_key_sha256 = *key;
  return metadata;
}

std::optional<ApiError> apply_bucket_settings(const Request& request, const Bucket& bucket,
                                              ObjectMetadata& metadata) {
  metadata.storage_class = bucket.storage_class;
  if (const auto wanted = setting(request, "x-goog-storage-class")) {
    if (!is_storage_class(*wanted)) {
      return bad("InvalidStorageClass", "No such storage class: '" + std::string(*wanted) + "'");
    }
    metadata.storage_class = *wanted;
  }
  if (const auto name = setting(request, "x-goog-acl")) {
    const auto list = predefined_acl(canned_acl(*name), AclKind::kObject, bucket.project);
    if (!list) return invalid_argument("x-goog-acl", "No such canned ACL: " + std::string(*name));
    set_extra_member(metadata, "acl", acl_json(*list));
  }
  return std::nullopt;
}

ApiResult<Upload> parse_upload(const Request& request) {
  Upload upload;
  upload.name = request.object;
  if (auto error = check_object_name(upload.name)) return *std::move(error);
  const auto guards = parse_guards(request);
  if (!guards) return guards.error();
  upload.guards = *guards;
  auto metadata = parse_object_metadata(request);
  if (!metadata) return metadata.error();
  upload.metadata = *std::move(metadata);
  const auto digests = parse_digests(request);
  if (!digests) return digests.error();
  upload.digests = *digests;
  const auto bucket = upload_bucket(*request.world, request.bucket);
  if (!bucket) return bucket.error();
  if (auto error = apply_bucket_settings(request, **bucket, upload.metadata)) {
    return *std::move(error);
  }
  return upload;
}

std::optional<SizeRange> parse_size_range(std::string_view text) {
  const auto [least, most, found] = split_once(text, ',');
  const auto from = parse_u64(trim(least));
  const auto to = parse_u64(trim(most));
  if (!found || !from || !to || *from > *to) return std::nullopt;
  return SizeRange{*from, *to};
}

ApiResult<std::optional<SizeRange>> parse_size_range(const Request& request) {
  const auto text = setting(request, "x-goog-content-length-range");
  if (!text) return std::optional<SizeRange>();
  const auto range = parse_size_range(*text);
  if (!range) {
    return bad("MalformedHeaderValue",
               "x-goog-content-length-range is no range: '" + std::string(*text) + "'");
  }
  return range;
}

std::optional<ApiError> check_size(const std::optional<SizeRange>& range, std::uint64_t size) {
  if (!range) return std::nullopt;
  const std::string bytes = std::to_string(size) + " bytes";
  if (size < range->least) {
    return bad("EntityTooSmall",
               bytes + ", at least " + std::to_string(range->least) + " are asked for");
  }
  if (size > range->most) {
    return bad("EntityTooLarge",
               bytes + ", at most " + std::to_string(range->most) + " are allowed");
  }
  return std::nullopt;
}

}  // namespace resumulator::gcs::xml
