// Where a protocol without buckets of its own keeps what was uploaded: a bucket of the lane's store
// under the protocol's name, made when first needed, so that a world nobody uploads to stays empty.
//
// Errors   kUnavailable when the catalogue could not be written.
// Threads  any.
#pragma once

#include <resumulator/result.hpp>
#include <string_view>

#include "core/upload/world.h"

namespace resumulator {

/// The bucket is there when this returns success; one that was there before stays as it is.
[[nodiscard]] Result<void> ensure_bucket(World& world, std::string_view name);

}  // namespace resumulator
