// reset: the connection ends with a RST.
//
// Written  "reset"
#include "faults/kinds/bare_kind.h"
#include "faults/kinds/kinds.h"

namespace resumulator {
namespace {

class Reset final : public BareKind {
 public:
  [[nodiscard]] std::string_view word() const override { return "reset"; }
  [[nodiscard]] bool decides() const override { return true; }
  [[nodiscard]] bool acts_at(Point::Kind point) const override {
    return point <= Point::Kind::kAnswered;
  }
  void apply(const std::string& /*text*/, const ExchangeView& /*exchange*/, const Draws& /*draws*/,
             Effects& effects) const override {
    effects.decision = Decision{};
    effects.decision->kind = Decision::Kind::kReset;
  }
  [[nodiscard]] std::string explain(const std::string& /*text*/) const override {
    return "reset the connection";
  }
};

}  // namespace

std::unique_ptr<FaultKind> make_reset() { return std::make_unique<Reset>(); }

}  // namespace resumulator
