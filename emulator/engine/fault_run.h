// One exchange's way through the rules of its lane: at each point it asks them, waits where they
// say so, and keeps what they want for those who carry it out.
//
//   begin      at `headers`; null where no rule can act on this request
//   reach      at each later point in time order; false: a decision ends the request here
//   take       session changes, to be carried out where the session is free
//
// Threads  one, the exchange's; takeover may interrupt its waits through the body's control.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "engine/fault_trace.h"
#include "engine/object_damage.h"
#include "engine/waits.h"
#include "faults/rule_set.h"
#include "protocols/protocol.h"

namespace resumulator {

/// What rules want done to the upload session of a request.
struct SessionChange {
  std::uint64_t forget_bytes = 0;
  Effects::Session end = Effects::Session::kNone;
  std::optional<Duration> expire_after;
  [[nodiscard]] bool empty() const {
    return forget_bytes == 0 && end == Effects::Session::kNone && !expire_after;
  }
};

/// "body:102400"
[[nodiscard]] std::string point_text(const Point& at);

class FaultRun {
 public:
  /// The passages are asked in order; behind one that decides, no other is. `gone`: nobody waits
  /// any more for this exchange. `wire_scale`: all waits take so many times as long.
  FaultRun(std::vector<std::unique_ptr<Passage>> passages, const ExchangeView& view, Clock& clock,
           Waits& waits, std::function<bool()> gone, double wire_scale);

  /// Hears of each firing as it happens.
  void tell_by(std::function<void(const FiredFault&)> tell) { tell_ = std::move(tell); }

  /// False: a decision ends the request, or the wait that was asked for was broken off.
  bool reach(Point::Kind point, std::uint64_t byte = 0) { return reach(Point{point, byte}); }
  bool reach(const Point& at);
  /// Where a body rule waits, as counts of body bytes, ascending.
  [[nodiscard]] std::vector<std::uint64_t> body_stops() const;
  [[nodiscard]] std::vector<std::uint64_t> answer_stops() const;
  /// Of the answer's body.
  [[nodiscard]] std::vector<std::uint64_t> answer_body_stops(
      std::optional<std::uint64_t> length) const;
  /// Carries out the waits rules at `answered` asked for, now that the answer is out.
  bool wait_after_answer() { return wait(std::exchange(wait_after_, Waits::Time(0))); }
  /// Waits so long that `bytes` did not pass faster than the rate allows. False: broken off.
  bool pace(std::optional<double> bytes_per_second, std::uint64_t bytes);
  /// The exchange is over: rules that were not reached are unmet.
  void finish();
  /// Ends a wait from another thread; later ones are not begun.
  void interrupt();
  /// So many body bytes have come.
  void body_at(std::uint64_t received) { view_.body_received = received; }

  [[nodiscard]] const std::optional<Decision>& decision() const { return decision_; }
  /// The request goes on as usual after all.
  void drop_decision() { decision_.reset(); }
  [[nodiscard]] Point decided_at() const { return decided_at_; }
  [[nodiscard]] const Keep* keep() const { return keep_ ? &*keep_ : nullptr; }
  [[nodiscard]] std::optional<bool> drain() const { return drain_; }
  /// Effects of all rules that fired so far, waits and decisions aside.
  [[nodiscard]] const Effects& shape() const { return shape_; }
  [[nodiscard]] bool reports_otherwise() const { return !report_.plain(); }
  [[nodiscard]] const Report& report() const { return report_; }
  [[nodiscard]] SessionChange take_session_change() { return std::exchange(change_, {}); }
  [[nodiscard]] bool changes_session() const { return !change_.empty(); }
  [[nodiscard]] BitFlips take_damage() { return std::exchange(damage_, {}); }
  [[nodiscard]] FaultTrace& trace() { return trace_; }

 private:
  void shape_by(const Effects& effects);
  void shape_interim(const InterimChange& change);
  std::chrono::microseconds take(Outcome&& outcome);
  void note(const Outcome& outcome);
  bool wait(std::chrono::microseconds time);

  const std::vector<std::unique_ptr<Passage>> passages_;
  ExchangeView view_;
  Clock& clock_;
  Waits& waits_;
  std::function<bool()> gone_;
  const double wire_scale_;
  std::function<void(const FiredFault&)> tell_;
  std::atomic<bool> interrupted_{false};
  std::optional<Decision> decision_;
  Point decided_at_;
  std::optional<Keep> keep_;
  std::optional<bool> drain_;
  Waits::Time wait_after_{0};
  Effects shape_;
  Report report_;
  SessionChange change_;
  BitFlips damage_;
  FaultTrace trace_;
};

}  // namespace resumulator
