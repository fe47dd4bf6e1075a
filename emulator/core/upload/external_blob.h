// Blobs over files of the user's (seed directory), read-only, found again after a restart.
//
// The key names the file and when it was last changed: a file that is gone or another now is not
// found again, and the seed directory brings what is there instead.
//
// Errors   kNotFound: gone, changed or not a regular file. kDenied: not readable. `where` is the
// path. Threads  any; a file is open only while it is read, so any number of blobs need no
// descriptors.
#pragma once

#include <memory>
#include <resumulator/result.hpp>
#include <string>
#include <string_view>

#include "core/upload/blob.h"

namespace resumulator {

[[nodiscard]] bool is_external_key(std::string_view key);
/// The blob a key names, where the file still has `size` bytes and the same time of change.
[[nodiscard]] Result<std::shared_ptr<Blob>> reopen_external(const std::string& key,
                                                            std::uint64_t size);

}  // namespace resumulator
