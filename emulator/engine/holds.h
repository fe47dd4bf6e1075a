// Exchanges that somebody in this process takes in hand: they stand still at a point until they are
// told how to go on.
//
// Waits    end when the peer leaves, a later request takes over, or the lane stops.
// Threads  every call from any thread; stand_still() is the exchange's.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <resumulator/hold.hpp>
#include <string>
#include <vector>

#include "core/base/mutex.h"
#include "core/wire/http_message.h"
#include "faults/rule_set.h"

namespace resumulator {

/// A request as code in this process sees it.
[[nodiscard]] HeldRequest request_at(const ExchangeView& exchange, const RequestHead& head);

/// One exchange that will be held, is held, or was.
class HeldExchange {
 public:
  /// `rule`: whom and where; it fires once.
  HeldExchange(Rule rule, std::uint64_t seed, std::string lane);

  /// Until one stands there; false: not in time, or it is over.
  [[nodiscard]] bool wait(std::chrono::milliseconds timeout) EXCLUDES(mutex_);
  [[nodiscard]] std::optional<HeldRequest> request() const EXCLUDES(mutex_);
  /// How it goes on; Decision::Kind::kPass: as usual. False: nobody stands there.
  bool decide(Decision decision) EXCLUDES(mutex_);
  /// Nobody will be held any more; who is goes on as usual.
  void end() EXCLUDES(mutex_);

  /// The passage of a request through it; nullptr: it does not fit. `gone`: nobody waits any more
  /// for the exchange.
  [[nodiscard]] static std::unique_ptr<Passage> enter(const std::shared_ptr<HeldExchange>& held,
                                                      const ExchangeView& view,
                                                      const RequestHead& head,
                                                      std::function<bool()> gone);
  /// What was decided; empty: the wait was broken off.
  [[nodiscard]] std::optional<Decision> stand_still(HeldRequest request,
                                                    const std::function<bool()>& broken_off)
      EXCLUDES(mutex_);

 private:
  enum class Step : std::uint8_t { kExpected, kHeld, kDecided, kOver };

  RuleSet rules_;
  mutable Mutex mutex_;
  std::condition_variable_any changed_;
  Step step_ GUARDED_BY(mutex_) = Step::kExpected;
  std::optional<HeldRequest> request_ GUARDED_BY(mutex_);
  Decision decision_ GUARDED_BY(mutex_);
};

/// Those of a lane.
class Holds {
 public:
  using Held = std::shared_ptr<HeldExchange>;

  void add(Held held) EXCLUDES(mutex_);
  void remove(const Held& held) EXCLUDES(mutex_);
  /// Costs nothing where there is none.
  [[nodiscard]] bool empty() const { return count_ == 0; }
  /// Adds the request's passages.
  void enter(const ExchangeView& view, const RequestHead& head, const std::function<bool()>& gone,
             std::vector<std::unique_ptr<Passage>>& passages) EXCLUDES(mutex_);
  /// Ends all, now and later.
  void stop() EXCLUDES(mutex_);

 private:
  std::atomic<std::size_t> count_{0};
  Mutex mutex_;
  std::vector<Held> list_ GUARDED_BY(mutex_);
  bool stopped_ GUARDED_BY(mutex_) = false;
};

}  // namespace resumulator
