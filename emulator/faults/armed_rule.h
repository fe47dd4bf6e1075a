// One rule of a set with what it has seen: its counters, and the request that came nearest to it.
//
// Threads  the rule set holds its lock around every use.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "faults/fault.h"
#include "faults/firing.h"
#include "faults/matcher.h"
#include "faults/rule_set.h"

namespace resumulator {

struct ArmedRule {
  Rule rule;
  RuleFacts facts;
  std::map<std::string, Counters> counters;   ///< of firing, by scope key
  std::map<std::string, std::uint64_t> seen;  ///< of `nth`, by scope key
  int nearest_held = -1;                      ///< conditions that the nearest miss met
  std::uint64_t nearest_nth = 0;              ///< of a miss by `nth`; 0: none
  bool removed = false;
};

/// A request failed at a condition of `when`. The one that met most of them is the nearest.
void note_mismatch(ArmedRule& armed, const Mismatch& miss, const ExchangeView& exchange);
/// A request met every condition but the phase.
void note_phase(ArmedRule& armed, const std::string& phase, const ExchangeView& exchange);
/// A request met every condition but `nth`. Of these the latest is the nearest.
void note_nth(ArmedRule& armed, std::uint64_t nth, const ExchangeView& exchange);
/// A request matched.
void note_match(ArmedRule& armed, const ExchangeView& exchange);
/// The facts, with the words for why the rule has not fired.
[[nodiscard]] RuleFacts facts_of(const ArmedRule& armed);

}  // namespace resumulator
