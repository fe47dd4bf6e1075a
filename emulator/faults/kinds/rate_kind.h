// Base of the kinds that bound a bandwidth from a point to the end of the request; the lowest of
// several holds.
#pragma once

#include <algorithm>
#include <optional>
#include <string>

#include "faults/kinds/bare_kind.h"

namespace resumulator {

class RateKind : public FaultKind {
 public:
  [[nodiscard]] bool decides() const final { return false; }
  [[nodiscard]] Result<void> check(const std::string& params) const final {
    const auto rate = Params(params).rate();
    if (!rate) return Unexpected(rate.error());
    return {};
  }
  void apply(const std::string& params, const ExchangeView& /*exchange*/, const Draws& /*draws*/,
             Effects& effects) const final {
    const double rate = Params(params).rate().value_or(1.0);
    std::optional<double>& bound = bound_of(effects);
    bound = std::min(rate, bound.value_or(rate));
  }

 protected:
  /// Bytes a second.
  [[nodiscard]] virtual std::optional<double>& bound_of(Effects& effects) const = 0;
};

}  // namespace resumulator
