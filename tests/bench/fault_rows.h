// The rows about faults and lanes: what rules that do not match cost, and what a lane costs.
#pragma once

namespace resumulator::bench {

void rules_that_do_not_match();
void lanes();

}  // namespace resumulator::bench
