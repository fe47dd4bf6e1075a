// From the head of an upload to what is to be stored: metadata, access, guards, digests.
//
// Names    of header fields, or of query parameters where a signed URL carries them.
// Errors   as the client gets them.
// Source   docs/protocols/gcs-xml.md, rules gcs.xml.put.*, gcs.xml.precondition.*
// Threads  pure functions over snapshots of the world.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/upload/object_store.h"
#include "protocols/gcs/common/errors.h"
#include "protocols/gcs/common/upload.h"
#include "protocols/gcs/xml/request.h"

namespace resumulator::gcs::xml {

/// x-goog-if-generation-match … x-goog-if-metageneration-not-match.
[[nodiscard]] ApiResult<Preconditions> parse_guards(const Request& request);
/// x-goog-copy-source-if-….
[[nodiscard]] ApiResult<Preconditions> parse_source_guards(const Request& request);
/// x-goog-copy-source-if-match and its three relatives, under the names they have for a read.
[[nodiscard]] Headers source_conditions(const Request& request);
/// If-Match … If-Unmodified-Since against an object: 412, or 304. Rules gcs.xml.get.if-match,
/// gcs.xml.get.if-modified-since
[[nodiscard]] std::optional<ApiError> check_conditions(const Headers& headers,
                                                       const ObjectVersion& object);
/// Content-MD5 and x-goog-hash; 400 InvalidDigest, also for an algorithm nobody knows.
[[nodiscard]] ApiResult<DeclaredDigests> parse_digests(const Headers& headers);
/// The same; x-goog-hash may stand in the query.
[[nodiscard]] ApiResult<DeclaredDigests> parse_digests(const Request& request);
/// An optional generation of the query ("generation") or of a header field.
[[nodiscard]] ApiResult<std::optional<std::uint64_t>> parse_generation_setting(
    const Request& request, std::string_view name);

/// What the header fields say of an object: type, encoding, x-goog-meta-*, custom time.
[[nodiscard]] ApiResult<ObjectMetadata> parse_object_metadata(const Request& request);
/// Storage class and canned access list, as the bucket has them where the request says nothing.
[[nodiscard]] std::optional<ApiError> apply_bucket_settings(const Request& request,
                                                            const Bucket& bucket,
                                                            ObjectMetadata& metadata);
/// "public-read" in the spelling of the JSON API; empty: no such list.
[[nodiscard]] std::string canned_acl(std::string_view name);
[[nodiscard]] bool is_storage_class(std::string_view name);

/// Everything of an upload but its bytes.
[[nodiscard]] ApiResult<Upload> parse_upload(const Request& request);

/// x-goog-content-length-range: inclusive bounds of what may be uploaded.
struct SizeRange {
  std::uint64_t least = 0;
  std::uint64_t most = UINT64_MAX;
};
[[nodiscard]] ApiResult<std::optional<SizeRange>> parse_size_range(const Request& request);
/// "MIN,MAX".
[[nodiscard]] std::optional<SizeRange> parse_size_range(std::string_view text);
[[nodiscard]] std::optional<ApiError> check_size(const std::optional<SizeRange>& range,
                                                 std::uint64_t size);

}  // namespace resumulator::gcs::xml
