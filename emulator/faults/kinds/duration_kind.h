// Base of the kinds whose one parameter is a duration that must not be 0.
#pragma once

#include <string>

#include "faults/kinds/bare_kind.h"

namespace resumulator {

class DurationKind : public FaultKind {
 public:
  [[nodiscard]] bool decides() const final { return false; }
  [[nodiscard]] Result<void> check(const std::string& params) const final {
    const auto duration = Params(params).duration();
    if (!duration) return Unexpected(duration.error());
    if (*duration == Duration(0))
      return Unexpected(ErrorKind::kMalformed, "this duration is more than 0");
    return {};
  }
  void apply(const std::string& params, const ExchangeView& /*exchange*/, const Draws& /*draws*/,
             Effects& effects) const final {
    apply_for(Params(params).duration().value_or(Duration(0)), effects);
  }

 protected:
  virtual void apply_for(Duration duration, Effects& effects) const = 0;
};

}  // namespace resumulator
