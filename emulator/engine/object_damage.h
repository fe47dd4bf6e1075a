// Damage at rest: single bits of a stored object turned over, its checksums those of the damaged
// bytes.
//
// Cost     reads and writes the whole object, in blocks.
// Errors   kUnavailable where the store cannot keep the damaged copy; the object is then as it was.
// Threads  any.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "core/upload/world.h"

namespace resumulator {

/// A byte of the object and the bit of it, 0 the lowest. Bytes past the end change nothing.
using BitFlips = std::vector<std::pair<std::uint64_t, int>>;

[[nodiscard]] Result<ObjectPtr> flip_bits(World& world, const ObjectPtr& object,
                                          const BitFlips& flips);

}  // namespace resumulator
