// Warnings about rules that can never act, and combinations that do not do what they seem to.
//
// Codes    W001 a rule can never fire, W002 chance with session ordinals, W003 an operation a
//          protocol does not have, W004 a place beyond the payload's end, W005 a phase that no rule
//          enters, W006 protocols that are all off.
// Threads  one thread.
#pragma once

#include <vector>

#include "faults/rule.h"
#include "scenario/placed_json.h"
#include "scenario/reader.h"
#include "scenario/scenario.h"

namespace resumulator {

/// `list` is the node the rules were read from, item by item.
void warn_unreachable(Reader& reader, const Node& list, const std::vector<Rule>& rules);
void warn_odd_combinations(Reader& reader, const Node& root, const Scenario& scenario);
/// Whether every request that fits `narrow` surely fits `wide` too.
[[nodiscard]] bool covers(const Matcher& wide, const Matcher& narrow);

}  // namespace resumulator
