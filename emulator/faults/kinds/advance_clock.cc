// advance_clock: moves the service clock forward.
//
// Written  { "advance_clock": "8d" }
#include "faults/kinds/duration_kind.h"
#include "faults/kinds/kinds.h"

namespace resumulator {
namespace {

class AdvanceClock final : public DurationKind {
 public:
  [[nodiscard]] std::string_view word() const override { return "advance_clock"; }
  [[nodiscard]] bool acts_at(Point::Kind point) const override {
    return point <= Point::Kind::kAnswered;
  }
  [[nodiscard]] std::string explain(const std::string& text) const override {
    return "move the service clock by " + Params(text).as_written();
  }

 protected:
  void apply_for(Duration duration, Effects& effects) const override {
    effects.advance_clock = duration;
  }
};

}  // namespace

std::unique_ptr<FaultKind> make_advance_clock() { return std::make_unique<AdvanceClock>(); }

}  // namespace resumulator
