// expire_after: sets the session's remaining life on the service clock.
//
// Written  { "expire_after": "7d" }
#include "faults/kinds/duration_kind.h"
#include "faults/kinds/kinds.h"

namespace resumulator {
namespace {

class ExpireAfter final : public DurationKind {
 public:
  [[nodiscard]] std::string_view word() const override { return "expire_after"; }
  [[nodiscard]] bool acts_at(Point::Kind point) const override { return after_head(point); }
  [[nodiscard]] std::string explain(const std::string& text) const override {
    return "let the session live for " + Params(text).as_written() + " more";
  }

 protected:
  void apply_for(Duration duration, Effects& effects) const override {
    effects.expire_after = duration;
  }
};

}  // namespace

std::unique_ptr<FaultKind> make_expire_after() { return std::make_unique<ExpireAfter>(); }

}  // namespace resumulator
