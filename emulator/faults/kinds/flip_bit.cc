// flip_bit: one stored bit changes; checksums computed afterwards are honest about the damaged
// bytes.
//
// Written  { "flip_bit": { "byte": 1000, "bit": 3 } }
#include "faults/kinds/bare_kind.h"
#include "faults/kinds/kinds.h"

namespace resumulator {
namespace {

class FlipBit final : public FaultKind {
 public:
  [[nodiscard]] std::string_view word() const override { return "flip_bit"; }
  [[nodiscard]] bool decides() const override { return false; }
  [[nodiscard]] bool acts_at(Point::Kind point) const override {
    return after_head(point) && before_answer(point);
  }
  [[nodiscard]] Result<void> check(const std::string& text) const override {
    const Params params(text);
    if (!params.is_object())
      return Unexpected(ErrorKind::kMalformed,
                        "\"flip_bit\" is written { \"byte\": 1000, \"bit\": 3 }");
    if (auto known = params.only({"byte", "bit"}); !known) return known;
    if (const auto byte = params.member("byte").size(); !byte) return Unexpected(byte.error());
    if (!params.has("bit")) return {};
    if (const auto bit = params.member("bit").integer(0, 7); !bit) return Unexpected(bit.error());
    return {};
  }
  void apply(const std::string& text, const ExchangeView& /*exchange*/, const Draws& /*draws*/,
             Effects& effects) const override {
    const Params params(text);
    effects.flip_bit.emplace(params.member("byte").size().value_or(0),
                             static_cast<int>(params.member("bit").integer(0, 7).value_or(0)));
  }
  [[nodiscard]] std::string explain(const std::string& text) const override {
    return "flip a bit of byte " + Params(text).member("byte").as_written();
  }
};

}  // namespace

std::unique_ptr<FaultKind> make_flip_bit() { return std::make_unique<FlipBit>(); }

}  // namespace resumulator
