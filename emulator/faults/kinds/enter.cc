// enter: the lane enters the named phase.
//
// Written  { "enter": "name" }
#include "faults/kinds/bare_kind.h"
#include "faults/kinds/kinds.h"

namespace resumulator {
namespace {

class Enter final : public FaultKind {
 public:
  [[nodiscard]] std::string_view word() const override { return "enter"; }
  [[nodiscard]] bool decides() const override { return false; }
  [[nodiscard]] bool acts_at(Point::Kind point) const override {
    return point <= Point::Kind::kAnswered;
  }
  [[nodiscard]] Result<void> check(const std::string& text) const override {
    const auto word_given = Params(text).text();
    if (!word_given) return Unexpected(word_given.error());
    if (word_given->empty())
      return Unexpected(ErrorKind::kMalformed, "a phase has a name of at least one character");
    return {};
  }
  void apply(const std::string& text, const ExchangeView& /*exchange*/, const Draws& /*draws*/,
             Effects& effects) const override {
    effects.enter_phase = Params(text).text().value_or(std::string());
  }
  [[nodiscard]] std::string explain(const std::string& text) const override {
    return "enter phase \"" + Params(text).as_written() + "\"";
  }
};

}  // namespace

std::unique_ptr<FaultKind> make_enter() { return std::make_unique<Enter>(); }

}  // namespace resumulator
