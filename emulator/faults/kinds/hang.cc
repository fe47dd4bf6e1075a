// hang: silence until the client leaves or the run ends.
//
// Written  "hang"
#include "faults/kinds/bare_kind.h"
#include "faults/kinds/kinds.h"

namespace resumulator {
namespace {

class Hang final : public BareKind {
 public:
  [[nodiscard]] std::string_view word() const override { return "hang"; }
  [[nodiscard]] bool decides() const override { return true; }
  [[nodiscard]] bool acts_at(Point::Kind point) const override {
    return point <= Point::Kind::kAnswered;
  }
  void apply(const std::string& /*text*/, const ExchangeView& /*exchange*/, const Draws& /*draws*/,
             Effects& effects) const override {
    effects.decision = Decision{};
    effects.decision->kind = Decision::Kind::kHang;
  }
  [[nodiscard]] std::string explain(const std::string& /*text*/) const override {
    return "never answer, never close";
  }
};

}  // namespace

std::unique_ptr<FaultKind> make_hang() { return std::make_unique<Hang>(); }

}  // namespace resumulator
