// forget_bytes: that much of the stored tail is dropped, acknowledged or not.
//
// Written  { "forget_bytes": "256 KiB" }
#include "faults/kinds/bare_kind.h"
#include "faults/kinds/kinds.h"

namespace resumulator {
namespace {

class ForgetBytes final : public FaultKind {
 public:
  [[nodiscard]] std::string_view word() const override { return "forget_bytes"; }
  [[nodiscard]] bool decides() const override { return false; }
  [[nodiscard]] bool acts_at(Point::Kind point) const override { return after_head(point); }
  [[nodiscard]] Result<void> check(const std::string& text) const override {
    const auto size = Params(text).size();
    if (!size) return Unexpected(size.error());
    return {};
  }
  void apply(const std::string& text, const ExchangeView& /*exchange*/, const Draws& /*draws*/,
             Effects& effects) const override {
    effects.forget_bytes = Params(text).size().value_or(0);
  }
  [[nodiscard]] std::string explain(const std::string& text) const override {
    return "forget the last " + Params(text).as_written() + " stored";
  }
};

}  // namespace

std::unique_ptr<FaultKind> make_forget_bytes() { return std::make_unique<ForgetBytes>(); }

}  // namespace resumulator
