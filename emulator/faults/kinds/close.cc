// close: our side of the connection is shut down in order (FIN), unread input drained first.
//
// Written  "close"
#include "faults/kinds/bare_kind.h"
#include "faults/kinds/kinds.h"

namespace resumulator {
namespace {

class Close final : public BareKind {
 public:
  [[nodiscard]] std::string_view word() const override { return "close"; }
  [[nodiscard]] bool decides() const override { return true; }
  [[nodiscard]] bool acts_at(Point::Kind point) const override {
    return point <= Point::Kind::kAnswered;
  }
  void apply(const std::string& /*text*/, const ExchangeView& /*exchange*/, const Draws& /*draws*/,
             Effects& effects) const override {
    effects.decision = Decision{};
    effects.decision->kind = Decision::Kind::kClose;
  }
  [[nodiscard]] std::string explain(const std::string& /*text*/) const override {
    return "close the connection";
  }
};

}  // namespace

std::unique_ptr<FaultKind> make_close() { return std::make_unique<Close>(); }

}  // namespace resumulator
