// claim_bytes: this answer reports more, or with - less, than is stored.
//
// Written  { "claim_bytes": "+262144" }
#include "faults/kinds/bare_kind.h"
#include "faults/kinds/kinds.h"

namespace resumulator {
namespace {

class ClaimBytes final : public FaultKind {
 public:
  [[nodiscard]] std::string_view word() const override { return "claim_bytes"; }
  [[nodiscard]] bool decides() const override { return false; }
  [[nodiscard]] bool acts_at(Point::Kind point) const override {
    return after_head(point) && before_answer(point);
  }
  [[nodiscard]] Result<void> check(const std::string& text) const override {
    const auto offset = Params(text).offset();
    if (!offset) return Unexpected(offset.error());
    return {};
  }
  void apply(const std::string& text, const ExchangeView& /*exchange*/, const Draws& /*draws*/,
             Effects& effects) const override {
    effects.claim_bytes = Params(text).offset().value_or(0);
  }
  [[nodiscard]] std::string explain(const std::string& text) const override {
    const std::string by = Params(text).as_written();
    return "report " + by.substr(1) + (by[0] == '-' ? " bytes less" : " bytes more") +
           " than are stored";
  }
};

}  // namespace

std::unique_ptr<FaultKind> make_claim_bytes() { return std::make_unique<ClaimBytes>(); }

}  // namespace resumulator
