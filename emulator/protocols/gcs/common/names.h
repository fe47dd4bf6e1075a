// Names of objects and buckets that may be written. Reading an impossible name is a plain 404, so
// only writes ask here.
//
// Units    an object name has 1 to 1024 bytes of UTF-8.
// Source   docs/protocols/gcs-json.md, rules gcs.name.*
// Threads  pure functions.
#pragma once

#include <optional>
#include <string_view>

#include "protocols/gcs/common/errors.h"

namespace resumulator::gcs {

/// Empty: the name is fine. Else 400 invalid in production's words, under text/html.
[[nodiscard]] std::optional<ApiError> check_object_name(std::string_view name);
/// Empty: the name is fine. Else 400 invalid "Invalid bucket name: '…'".
[[nodiscard]] std::optional<ApiError> check_bucket_name(std::string_view name);

}  // namespace resumulator::gcs
