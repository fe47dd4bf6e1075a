// content_length: the announced length of the answer is off by that much; the bytes are right.
//
// Written  { "content_length": "+10" }
#include "faults/kinds/bare_kind.h"
#include "faults/kinds/kinds.h"

namespace resumulator {
namespace {

class ContentLength final : public FaultKind {
 public:
  [[nodiscard]] std::string_view word() const override { return "content_length"; }
  [[nodiscard]] bool decides() const override { return false; }
  [[nodiscard]] bool acts_at(Point::Kind point) const override {
    return after_head(point) && before_answer(point);
  }
  [[nodiscard]] Result<void> check(const std::string& text) const override {
    const auto offset = Params(text).offset();
    if (!offset) return Unexpected(offset.error());
    if (*offset == 0)
      return Unexpected(ErrorKind::kMalformed, "a length that is off by 0 is the right one");
    return {};
  }
  void apply(const std::string& text, const ExchangeView& /*exchange*/, const Draws& /*draws*/,
             Effects& effects) const override {
    effects.content_length_off_by = Params(text).offset().value_or(0);
  }
  [[nodiscard]] std::string explain(const std::string& text) const override {
    return "announce a length off by " + Params(text).as_written();
  }
};

}  // namespace

std::unique_ptr<FaultKind> make_content_length() { return std::make_unique<ContentLength>(); }

}  // namespace resumulator
