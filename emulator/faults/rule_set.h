// The rules in force in one lane: matched, counted and consumed in one step, so that no two
// requests use one firing.
//
// Order    points in time order; at one point priority, then order. All shaping rules that match
//          apply; the first deciding rule whose counters let it fire decides, later ones are
//          shadowed and their counters stand still.
// Threads  every call from any thread; one set is immutable apart from its counters, hot reload
//          swaps sets.
// Source   docs/scenario-format.md, "How often" and "Which rule wins".
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "faults/fault.h"
#include "faults/rule.h"

namespace resumulator {

/// One firing, for the journal.
struct Fired {
  std::string rule;
  Point at;
  std::string did;  ///< "answer 503"
  std::optional<double> draw;
};

/// Counters and near misses of one rule, for the verdict.
struct RuleFacts {
  std::string name;
  std::uint64_t matched = 0, fired = 0, shadowed = 0, unmet = 0;
  /// The request that came closest, by connection and place on it; 0: none came.
  std::uint64_t nearest_connection = 0;
  std::uint64_t nearest_request = 0;
  std::string nearest;  ///< "#4 matched all but covers: 8 MiB; the object had 6 MiB"
};

/// What the rules say at one point of one request.
struct Outcome {
  Effects effects;  ///< all shaping ones and at most one decision
  std::optional<Keep> keep;
  std::optional<bool> drain;
  std::vector<Fired> fired;
  std::vector<std::string> shadowed;
};

/// One request's passage through the rules. Made when its connection reached `headers`; keeps the
/// set it began with.
class Passage {
 public:
  virtual ~Passage() = default;
  /// The rules of this point fire, count and are consumed. Called once a point, in time order.
  virtual Outcome reach(const ExchangeView& exchange) = 0;
  /// Body byte offsets at which a rule waits (body:N and object:N turned into bytes of this body),
  /// ascending.
  [[nodiscard]] virtual std::vector<std::pair<std::uint64_t, Point>> body_stops(
      const ExchangeView& exchange) const = 0;
  /// Answer byte offsets at which a rule waits, ascending.
  [[nodiscard]] virtual std::vector<std::uint64_t> answer_stops(
      const ExchangeView& exchange) const = 0;
  /// The same for bytes of the answer's body (Point::in_body), whose length is `length` where it is
  /// known.
  [[nodiscard]] virtual std::vector<std::uint64_t> answer_body_stops(
      std::optional<std::uint64_t> /*length*/) const {
    return {};
  }
  /// The request is over: rules that matched but whose point was not reached are unmet.
  virtual void finish() = 0;
  /// From another thread: a reach() that waits comes to its end.
  virtual void interrupt() {}
};

class RuleSet {
 public:
  /// `generation`: where it counts on from.
  RuleSet(std::vector<Rule> rules, std::optional<Heal> heal, std::uint64_t seed, std::string lane,
          std::uint64_t generation = 1);
  ~RuleSet();
  /// nullptr when no rule can act on this request. Cheap then: 100 rules that do not match cost
  /// under 10 % of a small request.
  [[nodiscard]] std::unique_ptr<Passage> enter(const ExchangeView& head);
  [[nodiscard]] bool empty() const;
  /// Whether a rule looks at the query of a request.
  [[nodiscard]] bool looks_at_query() const;
  /// Whether a rule acts on connections before anything is read of them.
  [[nodiscard]] bool looks_at_connections() const;
  /// Whether a rule may want what a session was answered before (stale_answer).
  [[nodiscard]] bool wants_earlier_answers() const;
  [[nodiscard]] std::vector<RuleFacts> facts() const;
  [[nodiscard]] std::vector<Rule> rules() const;
  /// Counters and phase of rules with the same name go on (hot reload).
  void take_counters(const RuleSet& before);
  /// Arms one more rule; false and no change when the name is taken.
  bool add(Rule rule);
  bool remove(const std::string& name);
  /// One more with every change: take_counters(), add(), remove().
  [[nodiscard]] std::uint64_t generation() const;
  [[nodiscard]] std::string phase() const;
  /// Number of faults that fired, and since when it is healed (none: still hurting).
  [[nodiscard]] std::uint64_t fired() const;
  [[nodiscard]] std::optional<std::chrono::steady_clock::time_point> healed_at() const;

 private:
  friend class RulePassage;
  struct State;
  std::shared_ptr<State> state_;  // a passage under way keeps the set it began with
};

}  // namespace resumulator
