// The bucket resource: how a bucket is shown, and what a client may set on it.
//
// Members  what a client sets is kept as it came (Bucket::extra_json holds those documents); the
//          typed members of Bucket are read from it after each change. Unknown members are dropped.
// Units    periods on the wire are seconds, as strings or numbers.
// Errors   400 parse error or invalid, in the service's words; 403 for a locked retention policy.
// Source   docs/protocols/gcs-json-objects.md, rules gcs.bucket.*
// Threads  pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <resumulator/clock.hpp>
#include <string>
#include <string_view>

#include "core/upload/object_store.h"
#include "protocols/gcs/common/errors.h"

namespace resumulator::gcs {

struct BucketView {
  std::string_view base_url;  ///< "http://host:port"
  bool full = false;          ///< projection=full: with acl, defaultObjectAcl and owner
  bool pretty = true;
};
[[nodiscard]] std::string render_bucket(const Bucket& bucket, const BucketView& view);

/// How a body meets what is there.
enum class BucketChange : std::uint8_t {
  kInsert,  ///< a new bucket: location counts, too
  kMerge,   ///< PATCH: merged member by member, null removes
  kReplace  ///< PUT: settable members that are not sent are gone
};
/// Applies the JSON object `body` (already checked, see check_json) to `bucket`.
[[nodiscard]] std::optional<ApiError> apply_bucket_body(Bucket& bucket, std::string_view body,
                                                        BucketChange change, TimePoint now);

/// "multi-region", "dual-region" or "region".
[[nodiscard]] std::string_view location_type(std::string_view location);
/// A stable number for a project: the project itself where it is one, else derived from its name.
[[nodiscard]] std::string project_number(std::string_view project);

}  // namespace resumulator::gcs
