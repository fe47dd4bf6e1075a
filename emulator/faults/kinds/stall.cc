// stall: silence for that long, then on; ends at once when the server stops or the peer leaves.
//
// Written  { "stall": "30s" }
#include "faults/kinds/duration_kind.h"
#include "faults/kinds/kinds.h"

namespace resumulator {
namespace {

class Stall final : public DurationKind {
 public:
  [[nodiscard]] std::string_view word() const override { return "stall"; }
  [[nodiscard]] bool acts_at(Point::Kind point) const override {
    return point <= Point::Kind::kAnswered;
  }
  [[nodiscard]] std::string explain(const std::string& text) const override {
    return "stall for " + Params(text).as_written();
  }

 protected:
  void apply_for(Duration duration, Effects& effects) const override { effects.wait += duration; }
};

}  // namespace

std::unique_ptr<FaultKind> make_stall() { return std::make_unique<Stall>(); }

}  // namespace resumulator
