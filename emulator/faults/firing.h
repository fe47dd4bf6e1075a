// How often a rule fires: its counters for one scope key (lane, session, object or connection).
//
// Order    skip, then every, then chance (with max_in_a_row), then times; steps are taken in order
//          of firing.
// Threads  the rule set holds its lock around every call.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "faults/rule.h"

namespace resumulator {

struct Counters {
  std::uint64_t matches = 0;
  std::uint64_t fired = 0;
  std::uint64_t in_a_row = 0;
};

/// What a match came to.
struct Firing {
  bool fires = false;
  std::size_t step = 0;     ///< with steps: which one
  std::uint64_t index = 0;  ///< how-manieth match, for draws
  std::optional<double> draw;
};

/// Whether the next match would fire; nothing is counted.
[[nodiscard]] Firing peek(const Rule& rule, const Counters& counters, std::uint64_t seed,
                          const std::string& stream);
/// Counts a match that came to `firing`.
void count(const Firing& firing, Counters& counters);
/// How often the rule may fire; empty: without limit.
[[nodiscard]] std::optional<std::uint64_t> firing_limit(const Rule& rule);

}  // namespace resumulator
