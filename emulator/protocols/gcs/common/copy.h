// What a copy of an object takes over, whichever API asked for it.
//
// Source   docs/protocols/gcs-json-objects.md, rules gcs.copy.*
// Threads  pure functions.
#pragma once

#include <string>

#include "core/upload/object_store.h"

namespace resumulator::gcs {

/// Everything a user set, but not access, holds and retention; the class is the bucket's. Rule
/// gcs.copy.metadata
[[nodiscard]] ObjectMetadata copied_metadata(const ObjectMetadata& source, const Bucket& bucket);
/// Blob and digests of `source` under another name.
[[nodiscard]] NewObject new_copy(const ObjectVersion& source, std::string bucket, std::string name,
                                 ObjectMetadata metadata);

}  // namespace resumulator::gcs
