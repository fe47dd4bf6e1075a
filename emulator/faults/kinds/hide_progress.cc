// hide_progress: this answer says nothing is stored yet, while it is.
//
// Written  "hide_progress"
#include "faults/kinds/bare_kind.h"
#include "faults/kinds/kinds.h"

namespace resumulator {
namespace {

class HideProgress final : public BareKind {
 public:
  [[nodiscard]] std::string_view word() const override { return "hide_progress"; }
  [[nodiscard]] bool decides() const override { return false; }
  [[nodiscard]] bool acts_at(Point::Kind point) const override {
    return after_head(point) && before_answer(point);
  }
  void apply(const std::string& /*text*/, const ExchangeView& /*exchange*/, const Draws& /*draws*/,
             Effects& effects) const override {
    effects.hide_progress = true;
  }
  [[nodiscard]] std::string explain(const std::string& /*text*/) const override {
    return "answer as though nothing were stored yet";
  }
};

}  // namespace

std::unique_ptr<FaultKind> make_hide_progress() { return std::make_unique<HideProgress>(); }

}  // namespace resumulator
