// pass: the request goes on as usual, and no later rule of this point decides.
//
// Written  "pass"
#include "faults/kinds/bare_kind.h"
#include "faults/kinds/kinds.h"

namespace resumulator {
namespace {

class Pass final : public BareKind {
 public:
  [[nodiscard]] std::string_view word() const override { return "pass"; }
  [[nodiscard]] bool decides() const override { return true; }
  [[nodiscard]] bool acts_at(Point::Kind point) const override { return after_head(point); }
  void apply(const std::string& /*text*/, const ExchangeView& /*exchange*/, const Draws& /*draws*/,
             Effects& effects) const override {
    effects.decision = Decision{};
    effects.decision->kind = Decision::Kind::kPass;
  }
  [[nodiscard]] std::string explain(const std::string& /*text*/) const override {
    return "go on as usual";
  }
};

}  // namespace

std::unique_ptr<FaultKind> make_pass() { return std::make_unique<Pass>(); }

}  // namespace resumulator
