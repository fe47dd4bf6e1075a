// Blobs behind one another, read as one: what many parts become without a byte being copied.
//
// The composite is only read. It holds its pieces for as long as it lives, and keep() keeps all of
// them. Its key names them, so that a store opened again finds the bytes: in its catalogue a
// composite is one object like any other.
//
// Units    bytes; a read finds its piece in log(pieces).
// Errors   as the pieces; every change is kUsage. From open_blob: kMalformed for a key that is none.
// Threads  every call from any thread.
#pragma once

#include <memory>
#include <resumulator/result.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/upload/blob.h"

namespace resumulator {

/// The bytes of `pieces` in order, as long as they are now. One piece is given back as it is.
[[nodiscard]] std::shared_ptr<const Blob> make_composite_blob(
    std::vector<std::shared_ptr<const Blob>> pieces);

/// BlobStore::open, for keys of composites also.
[[nodiscard]] Result<std::shared_ptr<const Blob>> open_blob(BlobStore& blobs,
                                                            const std::string& key,
                                                            std::uint64_t size);
/// Adds the keys of the blobs that `key` stands for.
void add_blob_keys(const std::string& key, std::set<std::string>& keys);

}  // namespace resumulator
