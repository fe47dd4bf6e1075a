// read_rate: the read bandwidth from this point to the end of the request; the lowest of several
// holds.
//
// Written  { "read_rate": "64 KiB/s" }
#include <algorithm>

#include "faults/kinds/bare_kind.h"
#include "faults/kinds/kinds.h"

namespace resumulator {
namespace {

class ReadRate final : public FaultKind {
 public:
  [[nodiscard]] std::string_view word() const override { return "read_rate"; }
  [[nodiscard]] bool decides() const override { return false; }
  [[nodiscard]] bool acts_at(Point::Kind point) const override {
    return after_head(point) && before_stored(point);
  }
  [[nodiscard]] Result<void> check(const std::string& text) const override {
    const auto rate = Params(text).rate();
    if (!rate) return Unexpected(rate.error());
    return {};
  }
  void apply(const std::string& text, const ExchangeView& /*exchange*/, const Draws& /*draws*/,
             Effects& effects) const override {
    const double rate = Params(text).rate().value_or(1.0);
    effects.read_bytes_per_second = std::min(rate, effects.read_bytes_per_second.value_or(rate));
  }
  [[nodiscard]] std::string explain(const std::string& text) const override {
    return "read at " + Params(text).as_written();
  }
};

}  // namespace

std::unique_ptr<FaultKind> make_read_rate() { return std::make_unique<ReadRate>(); }

}  // namespace resumulator
