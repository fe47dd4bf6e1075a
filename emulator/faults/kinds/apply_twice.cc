// apply_twice: the request is handled twice, as if a proxy had repeated it; the second answer is
// sent.
//
// Written  "apply_twice"
#include "faults/kinds/bare_kind.h"
#include "faults/kinds/kinds.h"

namespace resumulator {
namespace {

class ApplyTwice final : public BareKind {
 public:
  [[nodiscard]] std::string_view word() const override { return "apply_twice"; }
  [[nodiscard]] bool decides() const override { return false; }
  [[nodiscard]] bool acts_at(Point::Kind point) const override {
    return point == Point::Kind::kHeaders;
  }
  void apply(const std::string& /*text*/, const ExchangeView& /*exchange*/, const Draws& /*draws*/,
             Effects& effects) const override {
    effects.apply_twice = true;
  }
  [[nodiscard]] std::string explain(const std::string& /*text*/) const override {
    return "handle the request twice";
  }
};

}  // namespace

std::unique_ptr<FaultKind> make_apply_twice() { return std::make_unique<ApplyTwice>(); }

}  // namespace resumulator
