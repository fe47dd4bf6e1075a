// note: a line in the journal.
//
// Written  { "note": "name" }
#include "faults/kinds/bare_kind.h"
#include "faults/kinds/kinds.h"

namespace resumulator {
namespace {

class Note final : public FaultKind {
 public:
  [[nodiscard]] std::string_view word() const override { return "note"; }
  [[nodiscard]] bool decides() const override { return false; }
  [[nodiscard]] bool acts_at(Point::Kind point) const override {
    return point <= Point::Kind::kAnswered;
  }
  [[nodiscard]] Result<void> check(const std::string& text) const override {
    const auto word_given = Params(text).text();
    if (!word_given) return Unexpected(word_given.error());
    return {};
  }
  void apply(const std::string& text, const ExchangeView& /*exchange*/, const Draws& /*draws*/,
             Effects& effects) const override {
    effects.note = Params(text).text().value_or(std::string());
  }
  [[nodiscard]] std::string explain(const std::string& text) const override {
    return "note \"" + Params(text).as_written() + "\"";
  }
};

}  // namespace

std::unique_ptr<FaultKind> make_note() { return std::make_unique<Note>(); }

}  // namespace resumulator
