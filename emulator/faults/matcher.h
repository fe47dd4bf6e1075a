// Whether a request fits a rule's `when`, and if not, the first condition that failed.
//
// Threads  pure functions.
#pragma once

#include <optional>
#include <string>

#include "faults/fault.h"
#include "faults/rule.h"

namespace resumulator {

/// A condition that did not hold: how many held before it, and it in words.
struct Mismatch {
  int held = 0;
  std::string condition;  ///< "covers: 8388608; the request carries [0,6291456)"
};

/// Every condition but `nth` and `phase`, which the rule set counts and keeps. `explain` false
/// leaves the words out (cheap).
[[nodiscard]] std::optional<Mismatch> mismatch(const Matcher& when, const ExchangeView& exchange,
                                               bool explain);
/// Body bytes [from, to) of the object that this request carries; to is open without a length.
struct CarriedRange {
  std::uint64_t from = 0;
  std::uint64_t to = UINT64_MAX;
};
[[nodiscard]] std::optional<CarriedRange> carried(const ExchangeView& exchange);

}  // namespace resumulator
