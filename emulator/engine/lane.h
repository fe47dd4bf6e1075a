// A lane: one complete, separate world with its own rules, record and seed. `main` always exists.
//
// Threads  every call from any thread.
// Source   docs/scenario-format.md, "Lanes".
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <optional>
#include <resumulator/clock.hpp>
#include <string>

#include "core/base/mutex.h"
#include "core/upload/world.h"
#include "engine/customs.h"
#include "engine/holds.h"
#include "engine/recorder.h"
#include "engine/retry_tests.h"
#include "engine/session_notes.h"
#include "faults/rule_set.h"

namespace resumulator {

class ServedLane;

/// The world an exchange belongs to and the rules it meets, from its beginning to its end.
struct WorldInUse {
  std::shared_ptr<World> world;
  std::shared_ptr<RuleSet> rules;
  std::shared_ptr<SessionNotes> notes;
  std::uint64_t epoch = 0;  ///< of the recorder, taken together with the world
  TimePoint clock_start{};  ///< what the service clock read when this world began
  bool judged = false;      ///< bytes that are sent twice are to be compared
  bool hashed = false;      ///< bodies have their digest in the record
};

class ServedLane {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;
  /// `server_start`: what the times of exchanges count from.
  ServedLane(std::string name, std::uint64_t seed, std::shared_ptr<World> world,
             std::uint64_t exchanges_kept_max, SteadyTime server_start);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::uint64_t seed() const { return seed_; }
  [[nodiscard]] Recorder& recorder() { return recorder_; }
  [[nodiscard]] WorldInUse in_use() const EXCLUDES(mutex_);

  /// Puts these rules in force for requests that begin from now on; rules with the name of one
  /// before keep its counters. Requests under way end by the rules they began with.
  void set_rules(std::vector<Rule> rules, std::optional<Heal> heal) EXCLUDES(mutex_);
  /// Counters, draws and the phase begin anew.
  void reset_counters() EXCLUDES(mutex_);
  /// One more rule. False and no change when the name is taken.
  [[nodiscard]] bool arm(Rule rule) EXCLUDES(mutex_);
  /// From now on bytes that are sent twice are compared (RecordedExchange::disagrees), and, where
  /// something is expected of the client, bodies have their digest in the record.
  void set_judged(bool judged, bool hashed) EXCLUDES(mutex_);
  [[nodiscard]] RetryTests& retry_tests() { return retry_tests_; }
  /// Exchanges somebody in this process takes in hand.
  [[nodiscard]] Holds& holds() { return holds_; }
  /// Rules whose actions code says.
  [[nodiscard]] Customs& customs() { return customs_; }
  /// Another world takes the place of this one, as reset() does it.
  void set_world(std::shared_ptr<World> world) EXCLUDES(mutex_);
  /// A new world of the same options takes the place of this one, all counters of rules begin
  /// anew, the record is empty, retry tests are gone. Requests under way end in the old world.
  Result<void> reset() EXCLUDES(mutex_, reset_mutex_);
  /// A request of this lane begins or has ended.
  void enter_request() { ++active_; }
  void leave_request() EXCLUDES(idle_mutex_);
  [[nodiscard]] std::uint64_t active() const { return active_; }
  /// Waits until no request is under way; false after `timeout`.
  bool wait_until_idle(std::chrono::milliseconds timeout) EXCLUDES(idle_mutex_);
  [[nodiscard]] std::chrono::microseconds since_server_start(SteadyTime at) const {
    return std::chrono::duration_cast<std::chrono::microseconds>(at - server_start_);
  }
  /// The lane is closed: what its rules make wait, or hang, ends soon.
  void end_waits() { waits_ended_ = true; }
  [[nodiscard]] bool waits_ended() const { return waits_ended_; }
  /// Ends every wait of readers and every request that receives.
  void stop() EXCLUDES(mutex_);

 private:
  void renew_rules() REQUIRES(mutex_);

  const std::string name_;
  const std::uint64_t seed_;
  const SteadyTime server_start_;
  Recorder recorder_;
  RetryTests retry_tests_;
  Holds holds_;
  Customs customs_{seed_, name_};
  std::atomic<bool> waits_ended_{false};
  std::atomic<std::uint64_t> active_{0};
  std::atomic<std::uint64_t> idle_waiters_{0};
  Mutex idle_mutex_;
  std::condition_variable_any idle_;
  Mutex reset_mutex_;  // one reset at a time
  mutable Mutex mutex_;
  std::shared_ptr<World> world_ GUARDED_BY(mutex_);
  std::shared_ptr<RuleSet> rules_ GUARDED_BY(mutex_);
  std::shared_ptr<SessionNotes> notes_ GUARDED_BY(mutex_) = std::make_shared<SessionNotes>();
  std::optional<Heal> heal_ GUARDED_BY(mutex_);
  TimePoint clock_start_ GUARDED_BY(mutex_);
  bool judged_ GUARDED_BY(mutex_) = false;
  bool hashed_ GUARDED_BY(mutex_) = false;
};

}  // namespace resumulator
