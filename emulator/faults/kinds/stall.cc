// stall: silence for that long, then on; ends at once when the server stops or the peer leaves.
//
// Written  { "stall": "30s" }
#include "faults/kinds/bare_kind.h"
#include "faults/kinds/kinds.h"

namespace resumulator {
namespace {

class Stall final : public FaultKind {
 public:
  [[nodiscard]] std::string_view word() const override { return "stall"; }
  [[nodiscard]] bool decides() const override { return false; }
  [[nodiscard]] bool acts_at(Point::Kind point) const override {
    return point <= Point::Kind::kAnswered;
  }
  [[nodiscard]] Result<void> check(const std::string& text) const override {
    const auto duration = Params(text).duration();
    if (!duration) return Unexpected(duration.error());
    if (*duration == Duration(0))
      return Unexpected(ErrorKind::kMalformed, "this duration is more than 0");
    return {};
  }
  void apply(const std::string& text, const ExchangeView& /*exchange*/, const Draws& /*draws*/,
             Effects& effects) const override {
    effects.wait += Params(text).duration().value_or(Duration(0));
  }
  [[nodiscard]] std::string explain(const std::string& text) const override {
    return "stall for " + Params(text).as_written();
  }
};

}  // namespace

std::unique_ptr<FaultKind> make_stall() { return std::make_unique<Stall>(); }

}  // namespace resumulator
