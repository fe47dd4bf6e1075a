// Whose fault a failed check probably is, and one likely cause out of the known client bugs.
//
// Source   docs/verdict.md, "The verdict".
// Threads  pure functions.
#pragma once

#include "verdict/checks.h"

namespace resumulator {

/// Fills blame and hint of a result that did not pass.
void explain_failure(const CheckInput& input, CheckResult& result);

}  // namespace resumulator
