// SHA-256 of the files that expectations compare objects with.
//
// Threads  pure functions apart from reading files.
#pragma once

#include <map>
#include <string>

#include "scenario/scenario.h"

namespace resumulator {

/// By the name as written; it is looked for beside the scenario that names it. Those that cannot be
/// read are left out.
[[nodiscard]] std::map<std::string, std::string> digests_of_files(const Scenario& scenario);

}  // namespace resumulator
