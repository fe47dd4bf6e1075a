// From the head and metadata of an upload to what is to be stored: one order of checks for the
// three upload types.
//
// Order    guards, fields, key, type of the query's numbers (parse_upload), then metadata body,
//          name, bucket (complete_upload).
// Errors   as the client gets them.
// Source   docs/protocols/gcs-json.md, rules gcs.init.*, gcs.media.*, gcs.multipart.*
// Threads  pure functions over snapshots of the world.
#pragma once

#include <optional>
#include <string>

#include "core/upload/object_store.h"
#include "protocols/gcs/common/errors.h"
#include "protocols/gcs/common/metadata.h"
#include "protocols/gcs/common/upload.h"
#include "protocols/gcs/json/request.h"

namespace resumulator::gcs::json {

/// What the head of an upload says.
struct UploadHead {
  Preconditions guards;
  std::string encryption_key_sha256;
};
[[nodiscard]] ApiResult<UploadHead> parse_upload_head(const Request& request);

/// Joins head, query and metadata body. `fallback_type` is used where the body names no type.
[[nodiscard]] ApiResult<Upload> complete_upload(const Request& request, const UploadHead& head,
                                                const MetadataChange& body,
                                                std::string_view fallback_type);

/// X-Upload-Content-Length. 400 invalid, 413 past Limits::object_bytes_max.
[[nodiscard]] ApiResult<std::optional<std::uint64_t>> parse_declared_length(const Request& request);

/// The metadata body of an initiation, inflated where it came under gzip. Empty text where there is
/// none. Errors: 413 past Limits::metadata_bytes_max, 400, 408.
[[nodiscard]] ApiResult<std::string> read_metadata_body(const Request& request, BodySource& body);

}  // namespace resumulator::gcs::json
