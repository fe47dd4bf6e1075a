// A request's passage through one plan (engine/retry_plan.h): at its point, and if that finds what
// the plan needs and nobody else has used it up, it acts once.
//
// Threads  one, the exchange's.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "engine/retry_plan.h"
#include "faults/rule_set.h"
#include "protocols/protocol.h"

namespace resumulator {

class PlannedPassage final : public Passage {
 public:
  /// `fire` uses the plan up; false: it is used up already. `info` tells what the call has come to;
  /// it may be null.
  PlannedPassage(RetryPlan plan, std::function<bool()> fire, std::function<const CallInfo*()> info);

  Outcome reach(const ExchangeView& exchange) override;
  [[nodiscard]] std::vector<std::pair<std::uint64_t, Point>> body_stops(
      const ExchangeView& exchange) const override;
  [[nodiscard]] std::vector<std::uint64_t> answer_stops(
      const ExchangeView& exchange) const override;
  [[nodiscard]] std::vector<std::uint64_t> answer_body_stops(
      std::optional<std::uint64_t> length) const override;
  void finish() override {}

 private:
  [[nodiscard]] bool is_here(const Point& at) const;
  [[nodiscard]] bool finds_what_it_needs() const;
  [[nodiscard]] Outcome act(const ExchangeView& exchange) const;

  RetryPlan plan_;
  std::function<bool()> fire_;
  std::function<const CallInfo*()> info_;
  bool over_ = false;
};

}  // namespace resumulator
