// Parts of the English sentences of explain().
//
// Threads  pure functions.
#pragma once

#include <string>

#include "scenario/scenario.h"

namespace resumulator {

/// "an upload request of session 1 that carries byte 0"
[[nodiscard]] std::string explain_requests(const Matcher& when);
/// What follows "The client must ": "complete exactly 1 object(s) within 60s".
[[nodiscard]] std::string explain_check(const Check& check);

}  // namespace resumulator
