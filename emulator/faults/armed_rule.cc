#include "faults/armed_rule.h"

namespace resumulator {
namespace {

// `phase` and `nth` are looked at last: whoever fails there is nearer than all others.
constexpr int kAllButPhase = INT32_MAX - 1;
constexpr int kAllButNth = INT32_MAX;

void place(ArmedRule& armed, int held, const ExchangeView& exchange) {
  armed.nearest_held = held;
  armed.facts.nearest_connection = exchange.connection;
  armed.facts.nearest_request = exchange.connection_request;
}

std::string times(std::uint64_t count) {
  return std::to_string(count) + (count == 1 ? " time" : " times");
}

/// Why a rule that matched did not fire.
std::string why_not(const RuleFacts& facts) {
  const std::string matched = "matched " + times(facts.matched);
  if (facts.unmet >= facts.matched) return matched + ", but its point was never reached";
  if (facts.shadowed > 0) return matched + ", but another rule decided";
  return matched + ", but skip, every, chance or heal let it go by";
}

}  // namespace

void note_mismatch(ArmedRule& armed, const Mismatch& miss, const ExchangeView& exchange) {
  if (armed.facts.fired != 0 || miss.held <= armed.nearest_held) return;
  place(armed, miss.held, exchange);
  const auto explained = mismatch(armed.rule.when, exchange, true);
  armed.facts.nearest = "matched all but " + (explained ? explained->condition : miss.condition);
}

void note_phase(ArmedRule& armed, const std::string& phase, const ExchangeView& exchange) {
  if (armed.facts.fired != 0 || armed.nearest_held >= kAllButPhase) return;
  place(armed, kAllButPhase, exchange);
  armed.facts.nearest = "matched all but phase: " + armed.rule.when.phase + "; it was " + phase;
}

// Only noted: the words come when somebody asks for the facts.
void note_nth(ArmedRule& armed, std::uint64_t nth, const ExchangeView& exchange) {
  if (armed.facts.fired != 0) return;
  place(armed, kAllButNth, exchange);
  armed.nearest_nth = nth;
}

void note_match(ArmedRule& armed, const ExchangeView& exchange) {
  ++armed.facts.matched;
  if (armed.facts.fired == 0) place(armed, kAllButNth, exchange);
}

RuleFacts facts_of(const ArmedRule& armed) {
  RuleFacts facts = armed.facts;
  if (facts.fired != 0) return facts;
  if (facts.matched != 0) {
    facts.nearest = why_not(facts);
  } else if (armed.nearest_nth != 0) {
    facts.nearest = "matched all but nth; it was number " + std::to_string(armed.nearest_nth);
  }
  return facts;
}

}  // namespace resumulator
