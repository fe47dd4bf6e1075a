// advance_clock: moves the service clock forward.
//
// Written  { "advance_clock": "8d" }
#include "faults/kinds/bare_kind.h"
#include "faults/kinds/kinds.h"

namespace resumulator {
namespace {

class AdvanceClock final : public FaultKind {
 public:
  [[nodiscard]] std::string_view word() const override { return "advance_clock"; }
  [[nodiscard]] bool decides() const override { return false; }
  [[nodiscard]] bool acts_at(Point::Kind point) const override {
    return point <= Point::Kind::kAnswered;
  }
  [[nodiscard]] Result<void> check(const std::string& text) const override {
    const auto duration = Params(text).duration();
    if (!duration) return Unexpected(duration.error());
    if (*duration == Duration(0))
      return Unexpected(ErrorKind::kMalformed, "this duration is more than 0");
    return {};
  }
  void apply(const std::string& text, const ExchangeView& /*exchange*/, const Draws& /*draws*/,
             Effects& effects) const override {
    effects.advance_clock = Params(text).duration().value_or(Duration(0));
  }
  [[nodiscard]] std::string explain(const std::string& text) const override {
    return "move the service clock by " + Params(text).as_written();
  }
};

}  // namespace

std::unique_ptr<FaultKind> make_advance_clock() { return std::make_unique<AdvanceClock>(); }

}  // namespace resumulator
