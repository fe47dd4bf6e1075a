// The rows about faults, lanes and verdicts: what rules that do not match cost, what a lane costs,
// how long a verdict takes, and how soon a stop ends what hangs.
#pragma once

namespace resumulator::bench {

void rules_that_do_not_match();
void lanes();
void verdict_over_a_long_journal();
void stop_ends_stalls();

}  // namespace resumulator::bench
