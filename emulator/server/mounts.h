// Whether the paths of the protocols that choose theirs leave each a place.
//
// Errors   kUsage, naming the two switches.
// Threads  pure functions.
#pragma once

#include <resumulator/options.hpp>
#include <resumulator/result.hpp>

namespace resumulator {

/// Two protocols that are both spoken must not have one path, nor may one lie below FilePond's,
/// which takes all that is there. The IETF's drafts and tus may share theirs.
[[nodiscard]] Result<void> check_mounts(const Options& options);

}  // namespace resumulator
