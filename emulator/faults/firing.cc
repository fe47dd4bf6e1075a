#include "faults/firing.h"

#include "core/base/random.h"

namespace resumulator {
namespace {

constexpr std::uint64_t kInARowDefault = 2;

}  // namespace

std::optional<std::uint64_t> firing_limit(const Rule& rule) { return rule.times; }

Firing peek(const Rule& rule, const Counters& counters, std::uint64_t seed,
            const std::string& stream) {
  Firing firing;
  firing.index = counters.matches;
  if (counters.matches < rule.skip) return firing;
  if ((counters.matches - rule.skip + 1) % rule.every != 0) return firing;
  const auto limit = firing_limit(rule);
  if (limit && counters.fired >= *limit) return firing;
  if (!rule.steps.empty()) {
    firing.step = counters.fired;
    if (firing.step >= rule.steps.size()) {
      if (rule.then == Then::kPass) return firing;
      firing.step =
          rule.then == Then::kLast ? rule.steps.size() - 1 : firing.step % rule.steps.size();
    }
  }
  if (rule.chance) {
    firing.draw = draw_unit(seed, stream + "/chance", counters.matches);
    if (*firing.draw >= *rule.chance) return firing;
    if (counters.in_a_row >= rule.max_in_a_row.value_or(kInARowDefault)) return firing;
  } else if (rule.max_in_a_row && counters.in_a_row >= *rule.max_in_a_row) {
    return firing;
  }
  firing.fires = true;
  return firing;
}

void count(const Firing& firing, Counters& counters) {
  ++counters.matches;
  counters.fired += firing.fires ? 1 : 0;
  counters.in_a_row = firing.fires ? counters.in_a_row + 1 : 0;
}

}  // namespace resumulator
