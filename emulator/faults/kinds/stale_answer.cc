// stale_answer: what this session's previous answer said is sent again.
//
// Written  "stale_answer"
#include "faults/kinds/bare_kind.h"
#include "faults/kinds/kinds.h"

namespace resumulator {
namespace {

class StaleAnswer final : public BareKind {
 public:
  [[nodiscard]] std::string_view word() const override { return "stale_answer"; }
  [[nodiscard]] bool decides() const override { return true; }
  [[nodiscard]] bool acts_at(Point::Kind point) const override {
    return after_head(point) && before_answer(point);
  }
  void apply(const std::string& /*text*/, const ExchangeView& /*exchange*/, const Draws& /*draws*/,
             Effects& effects) const override {
    effects.decision = Decision{};
    effects.decision->kind = Decision::Kind::kStaleAnswer;
  }
  [[nodiscard]] std::string explain(const std::string& /*text*/) const override {
    return "send the session's previous answer again";
  }
};

}  // namespace

std::unique_ptr<FaultKind> make_stale_answer() { return std::make_unique<StaleAnswer>(); }

}  // namespace resumulator
