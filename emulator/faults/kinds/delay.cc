// delay: wait before going on, a fixed time or one drawn from a log-normal distribution.
//
// Written  { "delay": "200ms" } or { "delay": { "median": "80ms", "sigma": 0.4, "max": "2s" } }
#include <algorithm>
#include <cmath>
#include <numbers>

#include "faults/kinds/bare_kind.h"
#include "faults/kinds/kinds.h"

namespace resumulator {
namespace {

/// A standard normal draw from two uniform ones (Box and Muller).
double normal(const Draws& draws) {
  const double radius = std::sqrt(-2.0 * std::log(1.0 - draws.unit("delay radius")));
  return radius * std::cos(2.0 * std::numbers::pi * draws.unit("delay angle"));
}

class Delay final : public FaultKind {
 public:
  [[nodiscard]] std::string_view word() const override { return "delay"; }
  [[nodiscard]] bool decides() const override { return false; }
  [[nodiscard]] bool acts_at(Point::Kind point) const override {
    return point <= Point::Kind::kAnswered;
  }
  [[nodiscard]] Result<void> check(const std::string& text) const override {
    const Params params(text);
    if (!params.is_object()) {
      if (const auto fixed = params.duration(); !fixed) return Unexpected(fixed.error());
      return {};
    }
    if (auto known = params.only({"median", "sigma", "max"}); !known) return known;
    if (const auto median = params.member("median").duration(); !median)
      return Unexpected(median.error());
    const auto sigma = params.member("sigma").number();
    if (!sigma) return Unexpected(sigma.error());
    if (*sigma < 0 || *sigma > 10)
      return Unexpected(ErrorKind::kMalformed, "\"sigma\" is from 0 to 10", "/sigma");
    if (!params.has("max")) return {};
    if (const auto max = params.member("max").duration(); !max) return Unexpected(max.error());
    return {};
  }
  void apply(const std::string& text, const ExchangeView& /*exchange*/, const Draws& draws,
             Effects& effects) const override {
    const Params params(text);
    if (!params.is_object()) {
      effects.wait += params.duration().value_or(Duration(0));
      return;
    }
    const auto median =
        static_cast<double>(params.member("median").duration().value_or(Duration(0)).count());
    const double drawn =
        median * std::exp(params.member("sigma").number().value_or(0.0) * normal(draws));
    const auto most =
        static_cast<double>(params.member("max").duration().value_or(kDelayMax).count());
    effects.wait += Duration(static_cast<std::int64_t>(std::min(drawn, most)));
  }
  [[nodiscard]] std::string explain(const std::string& text) const override {
    const Params params(text);
    return params.is_object() ? "delay by about " + params.member("median").as_written()
                              : "delay by " + params.as_written();
  }

 private:
  static constexpr Duration kDelayMax = std::chrono::hours(1);
};

}  // namespace

std::unique_ptr<FaultKind> make_delay() { return std::make_unique<Delay>(); }

}  // namespace resumulator
