// The service clock: what Date, generations, times of objects and the expiry of sessions are read
// from.
//
// Units    microseconds since the Unix epoch, UTC.
// Threads  every call may come from any thread at any time.
// Note     waits on the wire (stalls, timeouts) never use this clock: they are real, because the
// client's timers are.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace resumulator {

using Duration = std::chrono::microseconds;
using TimePoint = std::chrono::time_point<std::chrono::system_clock, std::chrono::microseconds>;

/// Where the server reads the time. Implementations must be safe to call from many threads at once.
class Clock {
 public:
  virtual ~Clock() = default;
  /// The time now. Never before an earlier answer of the same clock, unless set() moved it.
  [[nodiscard]] virtual TimePoint now() const = 0;
  /// Moves the clock forward by `by` (backward when negative).
  virtual void advance(Duration by) = 0;
  /// Makes the clock read `to` now.
  virtual void set(TimePoint to) = 0;
};

/// Runs with the machine's clock, shifted by whatever advance() and set() asked for.
class SystemClock final : public Clock {
 public:
  SystemClock() = default;
  explicit SystemClock(TimePoint start) { set(start); }
  [[nodiscard]] TimePoint now() const override {
    return machine_now() + Duration(shift_us_.load());
  }
  void advance(Duration by) override { shift_us_ += by.count(); }
  void set(TimePoint to) override { shift_us_ = (to - machine_now()).count(); }

 private:
  static TimePoint machine_now() {
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  }
  std::atomic<std::int64_t> shift_us_{0};
};

/// Stands still until told to move. Tests live on it.
class ManualClock final : public Clock {
 public:
  /// Starts at 2030-01-01T00:00:00Z unless told otherwise.
  explicit ManualClock(TimePoint start = TimePoint(std::chrono::seconds(1893456000)))
      : now_us_(start.time_since_epoch().count()) {}
  [[nodiscard]] TimePoint now() const override { return TimePoint(Duration(now_us_.load())); }
  void advance(Duration by) override { now_us_ += by.count(); }
  void set(TimePoint to) override { now_us_ = to.time_since_epoch().count(); }

 private:
  std::atomic<std::int64_t> now_us_;
};

}  // namespace resumulator
