// A store of blobs with a bound on what they hold together: what would pass it fails as a write to
// a full disk does.
//
// Counts   every byte a blob has, from its commit to the end of the blob: of objects, of sessions
//          that are open, of parts, and of what nobody has finished reading yet. Copies that share
//          a blob count once; files of a seed directory, which are not ours, do not count.
// Errors   kUnavailable from commit(); nothing of the step is kept, and what is there stays.
//          Otherwise those of the store inside.
// Threads  as BlobStore and Blob.
#pragma once

#include <cstdint>
#include <memory>

#include "core/upload/blob.h"

namespace resumulator {

/// `max` 0: the store as it is.
[[nodiscard]] std::shared_ptr<BlobStore> bound_blobs(std::shared_ptr<BlobStore> store,
                                                     std::uint64_t max);

}  // namespace resumulator
