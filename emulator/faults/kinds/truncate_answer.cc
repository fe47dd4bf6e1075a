// truncate_answer: the full length is announced, so many bytes of the answer are sent, then FIN.
//
// Written  { "truncate_answer": 40 }
#include "faults/kinds/bare_kind.h"
#include "faults/kinds/kinds.h"

namespace resumulator {
namespace {

class TruncateAnswer final : public FaultKind {
 public:
  [[nodiscard]] std::string_view word() const override { return "truncate_answer"; }
  [[nodiscard]] bool decides() const override { return true; }
  [[nodiscard]] bool acts_at(Point::Kind point) const override {
    return point == Point::Kind::kStored;  // before, there is no answer to cut
  }
  [[nodiscard]] Result<void> check(const std::string& text) const override {
    const auto size = Params(text).size();
    if (!size) return Unexpected(size.error());
    return {};
  }
  void apply(const std::string& text, const ExchangeView& /*exchange*/, const Draws& /*draws*/,
             Effects& effects) const override {
    effects.decision = Decision{};
    effects.decision->kind = Decision::Kind::kTruncateAnswer;
    effects.decision->bytes = Params(text).size().value_or(0);
  }
  [[nodiscard]] std::string explain(const std::string& text) const override {
    return "cut the answer after " + Params(text).as_written() + " bytes";
  }
};

}  // namespace

std::unique_ptr<FaultKind> make_truncate_answer() { return std::make_unique<TruncateAnswer>(); }

}  // namespace resumulator
