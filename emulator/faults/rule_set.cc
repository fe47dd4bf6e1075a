#include "faults/rule_set.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>

#include "core/base/mutex.h"
#include "core/base/random.h"
#include "faults/armed_rule.h"
#include "faults/firing.h"
#include "faults/matcher.h"
#include "faults/rule_gate.h"

namespace resumulator {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

std::string scope_key(Scope scope, const ExchangeView& exchange) {
  switch (scope) {
    case Scope::kSession:
      // Sessions opened side by side get their ordinals in any order; the id says whose one is.
      if (!exchange.session_id.empty()) return "s" + std::string(exchange.session_id);
      return "s" + std::to_string(exchange.session);
    case Scope::kObject:
      return std::string(exchange.bucket) + "/" + std::string(exchange.object);
    case Scope::kConnection:
      return "c" + std::to_string(exchange.connection);
    case Scope::kLane:
      break;
  }
  return {};
}

class RuleDraws final : public Draws {
 public:
  RuleDraws(std::uint64_t seed, std::string stream, std::uint64_t index)
      : seed_(seed), stream_(std::move(stream)), index_(index) {}
  [[nodiscard]] double unit(std::string_view purpose) const override {
    return draw_unit(seed_, stream_ + "/" + std::string(purpose), index_);
  }

 private:
  std::uint64_t seed_;
  std::string stream_;
  std::uint64_t index_;
};

bool decides(const std::vector<ActionSpec>& actions) {
  return std::any_of(actions.begin(), actions.end(), [](const ActionSpec& action) {
    const FaultKind* kind = find_fault_kind(action.word);
    return kind != nullptr && kind->decides();
  });
}

}  // namespace

namespace {

bool uses(const Rule& rule, std::string_view word) {
  const auto any = [word](const std::vector<ActionSpec>& actions) {
    return std::any_of(actions.begin(), actions.end(),
                       [word](const ActionSpec& action) { return action.word == word; });
  };
  return any(rule.actions) || std::any_of(rule.steps.begin(), rule.steps.end(), any);
}

}  // namespace

struct RuleSet::State {
  std::uint64_t seed = 0;
  std::string lane;
  std::optional<Heal> heal;
  SteadyTime opened = std::chrono::steady_clock::now();
  std::atomic<std::uint64_t> generation{1};  // asked for by every request
  std::atomic<std::size_t> size{0};
  std::atomic<bool> earlier_answers{false};
  std::atomic<bool> connections{false};
  std::atomic<bool> query{false};

  mutable Mutex mutex;
  std::vector<std::shared_ptr<ArmedRule>> rules
      GUARDED_BY(mutex);                          ///< in the order in which they are tried
  std::vector<RuleGate> gates GUARDED_BY(mutex);  ///< in front of each of them
  std::string phase GUARDED_BY(mutex) = "start";
  std::uint64_t fired GUARDED_BY(mutex) = 0;
  std::optional<SteadyTime> healed GUARDED_BY(mutex);

  /// After every change of the list.
  void settle() REQUIRES(mutex) {
    std::stable_sort(rules.begin(), rules.end(), [](const auto& a, const auto& b) {
      return a->rule.priority > b->rule.priority;
    });
    gates.clear();
    for (const auto& armed : rules) gates.emplace_back(armed);
    size = rules.size();
    earlier_answers = std::any_of(rules.begin(), rules.end(), [](const auto& armed) {
      return uses(armed->rule, "stale_answer");
    });
    connections = std::any_of(rules.begin(), rules.end(), [](const auto& armed) {
      return armed->rule.at.kind == Point::Kind::kAccept;
    });
    query = std::any_of(rules.begin(), rules.end(), [](const auto& armed) {
      return resumulator::looks_at_query(armed->rule.when);
    });
  }

  bool healthy() REQUIRES(mutex) {
    if (healed) return true;
    if (!heal) return false;
    const auto now = std::chrono::steady_clock::now();
    if (heal->after && now - opened >= *heal->after) healed = opened + *heal->after;
    if (heal->after_faults && fired >= *heal->after_faults) healed = now;
    return healed.has_value();
  }

  /// Whether all conditions hold, `nth` and the phase too; notes how near the request came.
  [[nodiscard]] bool fits(ArmedRule& armed, const ExchangeView& head) REQUIRES(mutex) {
    const Rule& rule = armed.rule;
    if (const auto miss = mismatch(rule.when, head, false)) {
      note_mismatch(armed, *miss, head);
      return false;
    }
    if (!rule.when.phase.empty() && rule.when.phase != phase) {
      note_phase(armed, phase, head);
      return false;
    }
    const std::uint64_t nth = ++armed.seen[scope_key(rule.per, head)];
    if (rule.when.nth && !rule.when.nth->holds(nth)) {
      note_nth(armed, nth, head);
      return false;
    }
    note_match(armed, head);
    return true;
  }

  [[nodiscard]] std::string stream(const Rule& rule, const std::string& key) const {
    return lane + "/" + rule.name + "/" + key;
  }
};

namespace {

/// Where a rule waits in this request's body; empty: it never gets there by what the head says.
std::optional<std::uint64_t> body_stop(const Point& at, const ExchangeView& exchange) {
  if (at.kind == Point::Kind::kBodyByte) return at.byte;
  const auto range = carried(exchange);
  if (!range || at.byte > range->to) return std::nullopt;
  if (at.byte < range->from || (at.byte == range->from && range->from != 0)) return std::nullopt;
  return at.byte - range->from;
}

}  // namespace

class RulePassage final : public Passage {
 public:
  RulePassage(std::shared_ptr<RuleSet::State> set, std::vector<std::shared_ptr<ArmedRule>> rules)
      : owner_(std::move(set)),
        set_(*owner_),
        rules_(std::move(rules)),
        reached_(rules_.size(), false) {}

  Outcome reach(const ExchangeView& exchange) override {
    Outcome outcome;
    MutexLock hold(set_.mutex);
    for (std::size_t i = 0; i < rules_.size(); ++i) {
      if (reached_[i] || !is_here(rules_[i]->rule.at, exchange)) continue;
      reached_[i] = true;
      fire(*rules_[i], exchange, outcome);
    }
    return outcome;
  }

  [[nodiscard]] std::vector<std::pair<std::uint64_t, Point>> body_stops(
      const ExchangeView& exchange) const override {
    std::vector<std::pair<std::uint64_t, Point>> stops;
    for (const auto& armed : rules_) {
      const Point& at = armed->rule.at;
      if (at.kind != Point::Kind::kBodyByte && at.kind != Point::Kind::kObjectByte) continue;
      if (const auto stop = body_stop(at, exchange)) stops.emplace_back(*stop, at);
    }
    std::stable_sort(stops.begin(), stops.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    return stops;
  }

  [[nodiscard]] std::vector<std::uint64_t> answer_stops(
      const ExchangeView& /*exchange*/) const override {
    std::vector<std::uint64_t> stops;
    for (const auto& armed : rules_) {
      if (armed->rule.at.kind == Point::Kind::kAnswerByte) stops.push_back(armed->rule.at.byte);
    }
    std::sort(stops.begin(), stops.end());
    return stops;
  }

  void finish() override {
    MutexLock hold(set_.mutex);
    for (std::size_t i = 0; i < rules_.size(); ++i) {
      if (!reached_[i]) ++rules_[i]->facts.unmet;
    }
    rules_.clear();
    reached_.clear();
  }

 private:
  static bool is_here(const Point& at, const ExchangeView& exchange) {
    if (at.kind == Point::Kind::kObjectByte && exchange.at.kind == Point::Kind::kBodyByte) {
      return body_stop(at, exchange) == exchange.at.byte;
    }
    return at == exchange.at;
  }

  void fire(ArmedRule& armed, const ExchangeView& exchange, Outcome& outcome) REQUIRES(set_.mutex) {
    const Rule& rule = armed.rule;
    if (armed.removed || set_.healthy()) return;
    const std::string key = scope_key(rule.per, exchange);
    const std::string stream = set_.stream(rule, key);
    Counters& counters = armed.counters[key];
    const Firing firing = peek(rule, counters, set_.seed, stream);
    const auto& actions = rule.steps.empty()
                              ? rule.actions
                              : rule.steps[std::min(firing.step, rule.steps.size() - 1)];
    if (firing.fires && outcome.effects.decision && decides(actions)) {
      ++armed.facts.shadowed;
      outcome.shadowed.push_back(rule.name);
      return;
    }
    count(firing, counters);
    if (!firing.fires) return;
    ++armed.facts.fired;
    ++set_.fired;
    apply(rule, actions, exchange, RuleDraws(set_.seed, stream, firing.index), outcome);
    if (!outcome.effects.enter_phase.empty()) set_.phase = outcome.effects.enter_phase;
    outcome.fired.back().draw = firing.draw;
  }

  static void apply(const Rule& rule, const std::vector<ActionSpec>& actions,
                    const ExchangeView& exchange, const Draws& draws, Outcome& outcome) {
    std::string did;
    for (const ActionSpec& action : actions) {
      const FaultKind* kind = find_fault_kind(action.word);
      if (kind == nullptr) continue;  // the loader lets no unknown word through
      kind->apply(action.params, exchange, draws, outcome.effects);
      did += (did.empty() ? "" : ", ") + kind->explain(action.params);
    }
    if (rule.keep) outcome.keep = rule.keep;
    if (rule.drain) outcome.drain = rule.drain;
    if (did.empty()) did = "keep";
    outcome.fired.push_back({rule.name, rule.at, did, std::nullopt});
  }

  std::shared_ptr<RuleSet::State> owner_;
  RuleSet::State& set_;
  std::vector<std::shared_ptr<ArmedRule>> rules_;
  std::vector<bool> reached_;
};

RuleSet::RuleSet(std::vector<Rule> rules, std::optional<Heal> heal, std::uint64_t seed,
                 std::string lane, std::uint64_t generation)
    : state_(std::make_shared<State>()) {
  state_->seed = seed;
  state_->lane = std::move(lane);
  state_->heal = heal;
  state_->generation = generation;
  MutexLock hold(state_->mutex);
  for (Rule& rule : rules) {
    auto armed = std::make_shared<ArmedRule>();
    armed->facts.name = rule.name;
    armed->rule = std::move(rule);
    state_->rules.push_back(std::move(armed));
  }
  state_->settle();
}

RuleSet::~RuleSet() = default;

std::unique_ptr<Passage> RuleSet::enter(const ExchangeView& head) {
  if (state_->size == 0) return nullptr;
  std::vector<std::shared_ptr<ArmedRule>> candidates;
  MutexLock hold(state_->mutex);
  for (RuleGate& gate : state_->gates) {
    if (gate.passes_by(head)) continue;
    if (state_->fits(*gate.armed(), head)) candidates.push_back(gate.armed());
    gate.look_again();
  }
  if (candidates.empty()) return nullptr;
  return std::make_unique<RulePassage>(state_, std::move(candidates));
}

bool RuleSet::empty() const { return state_->size == 0; }

bool RuleSet::looks_at_query() const { return state_->query; }

bool RuleSet::looks_at_connections() const { return state_->connections; }

bool RuleSet::wants_earlier_answers() const { return state_->earlier_answers; }

std::vector<RuleFacts> RuleSet::facts() const {
  MutexLock hold(state_->mutex);
  std::vector<RuleFacts> all;
  for (const auto& armed : state_->rules) all.push_back(facts_of(*armed));
  return all;
}

std::vector<Rule> RuleSet::rules() const {
  MutexLock hold(state_->mutex);
  std::vector<Rule> all;
  for (const auto& armed : state_->rules) all.push_back(armed->rule);
  return all;
}

void RuleSet::take_counters(const RuleSet& before) {
  struct Kept {
    std::map<std::string, std::shared_ptr<ArmedRule>> by_name;
    std::string phase;
    std::uint64_t generation = 0, fired = 0;
  } kept;
  {
    MutexLock hold(before.state_->mutex);
    for (const auto& armed : before.state_->rules)
      kept.by_name[armed->rule.name] = std::make_shared<ArmedRule>(*armed);
    kept.phase = before.state_->phase;
    kept.generation = before.state_->generation;
    kept.fired = before.state_->fired;
  }
  MutexLock hold(state_->mutex);
  for (const auto& armed : state_->rules) {
    const auto old = kept.by_name.find(armed->rule.name);
    if (old == kept.by_name.end()) continue;
    armed->facts = old->second->facts;
    armed->nearest_held = old->second->nearest_held;
    armed->nearest_nth = old->second->nearest_nth;
    armed->counters = old->second->counters;
    armed->seen = old->second->seen;
  }
  state_->phase = kept.phase;
  state_->generation = kept.generation + 1;
  state_->fired = kept.fired;
}

bool RuleSet::add(Rule rule) {
  MutexLock hold(state_->mutex);
  for (const auto& armed : state_->rules) {
    if (armed->rule.name == rule.name) return false;
  }
  auto armed = std::make_shared<ArmedRule>();
  armed->facts.name = rule.name;
  armed->rule = std::move(rule);
  state_->rules.push_back(std::move(armed));
  state_->settle();
  ++state_->generation;
  return true;
}

bool RuleSet::remove(const std::string& name) {
  MutexLock hold(state_->mutex);
  const auto at = std::find_if(state_->rules.begin(), state_->rules.end(),
                               [&](const auto& armed) { return armed->rule.name == name; });
  if (at == state_->rules.end()) return false;
  (*at)->removed = true;
  state_->rules.erase(at);
  state_->settle();
  ++state_->generation;
  return true;
}

std::uint64_t RuleSet::generation() const { return state_->generation; }

std::string RuleSet::phase() const {
  MutexLock hold(state_->mutex);
  return state_->phase;
}

std::uint64_t RuleSet::fired() const {
  MutexLock hold(state_->mutex);
  return state_->fired;
}

std::optional<SteadyTime> RuleSet::healed_at() const {
  MutexLock hold(state_->mutex);
  (void)state_->healthy();
  return state_->healed;
}

}  // namespace resumulator
