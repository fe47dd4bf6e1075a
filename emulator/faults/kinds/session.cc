// session: the session ends: forgotten (unknown), gone (ended for good) or expired (as after its
// lifetime).
//
// Written  { "session": "forget" }, "gone" or "expire"
#include "faults/kinds/bare_kind.h"
#include "faults/kinds/kinds.h"

namespace resumulator {
namespace {

class SessionEnd final : public FaultKind {
 public:
  [[nodiscard]] std::string_view word() const override { return "session"; }
  [[nodiscard]] bool decides() const override { return false; }
  [[nodiscard]] bool acts_at(Point::Kind point) const override { return after_head(point); }
  [[nodiscard]] Result<void> check(const std::string& text) const override {
    const auto word_given = Params(text).text();
    if (word_given && (*word_given == "forget" || *word_given == "gone" || *word_given == "expire"))
      return {};
    return Unexpected(ErrorKind::kMalformed, "\"session\" is forget, gone or expire");
  }
  void apply(const std::string& text, const ExchangeView& /*exchange*/, const Draws& /*draws*/,
             Effects& effects) const override {
    const std::string end = Params(text).text().value_or(std::string());
    effects.session = end == "forget" ? Effects::Session::kForget
                      : end == "gone" ? Effects::Session::kGone
                                      : Effects::Session::kExpire;
  }
  [[nodiscard]] std::string explain(const std::string& text) const override {
    return "end the session (" + Params(text).as_written() + ")";
  }
};

}  // namespace

std::unique_ptr<FaultKind> make_session() { return std::make_unique<SessionEnd>(); }

}  // namespace resumulator
