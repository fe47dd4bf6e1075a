// write_rate: the write bandwidth from this point to the end of the request; the lowest of
// several holds.
//
// Written  { "write_rate": "64 KiB/s" }
#include <algorithm>

#include "faults/kinds/bare_kind.h"
#include "faults/kinds/kinds.h"

namespace resumulator {
namespace {

class WriteRate final : public FaultKind {
 public:
  [[nodiscard]] std::string_view word() const override { return "write_rate"; }
  [[nodiscard]] bool decides() const override { return false; }
  [[nodiscard]] bool acts_at(Point::Kind point) const override {
    return after_head(point) && point < Point::Kind::kAnswered;
  }
  [[nodiscard]] Result<void> check(const std::string& text) const override {
    const auto rate = Params(text).rate();
    if (!rate) return Unexpected(rate.error());
    return {};
  }
  void apply(const std::string& text, const ExchangeView& /*exchange*/, const Draws& /*draws*/,
             Effects& effects) const override {
    const double rate = Params(text).rate().value_or(1.0);
    effects.write_bytes_per_second = std::min(rate, effects.write_bytes_per_second.value_or(rate));
  }
  [[nodiscard]] std::string explain(const std::string& text) const override {
    return "write at " + Params(text).as_written();
  }
};

}  // namespace

std::unique_ptr<FaultKind> make_write_rate() { return std::make_unique<WriteRate>(); }

}  // namespace resumulator
