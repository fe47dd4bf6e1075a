// expire_after: sets the session's remaining life on the service clock.
//
// Written  { "expire_after": "7d" }
#include "faults/kinds/bare_kind.h"
#include "faults/kinds/kinds.h"

namespace resumulator {
namespace {

class ExpireAfter final : public FaultKind {
 public:
  [[nodiscard]] std::string_view word() const override { return "expire_after"; }
  [[nodiscard]] bool decides() const override { return false; }
  [[nodiscard]] bool acts_at(Point::Kind point) const override { return after_head(point); }
  [[nodiscard]] Result<void> check(const std::string& text) const override {
    const auto duration = Params(text).duration();
    if (!duration) return Unexpected(duration.error());
    if (*duration == Duration(0))
      return Unexpected(ErrorKind::kMalformed, "this duration is more than 0");
    return {};
  }
  void apply(const std::string& text, const ExchangeView& /*exchange*/, const Draws& /*draws*/,
             Effects& effects) const override {
    effects.expire_after = Params(text).duration().value_or(Duration(0));
  }
  [[nodiscard]] std::string explain(const std::string& text) const override {
    return "let the session live for " + Params(text).as_written() + " more";
  }
};

}  // namespace

std::unique_ptr<FaultKind> make_expire_after() { return std::make_unique<ExpireAfter>(); }

}  // namespace resumulator
