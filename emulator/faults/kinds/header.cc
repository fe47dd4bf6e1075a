// header: the answer's headers are changed: some set, some dropped.
//
// Written  { "header": { "set": { "Name": "value" }, "drop": [ "Name" ] } }
#include "faults/field_changes.h"
#include "faults/kinds/bare_kind.h"
#include "faults/kinds/kinds.h"

namespace resumulator {
namespace {

class HeaderChange final : public FaultKind {
 public:
  [[nodiscard]] std::string_view word() const override { return "header"; }
  [[nodiscard]] bool decides() const override { return false; }
  [[nodiscard]] bool acts_at(Point::Kind point) const override {
    return after_head(point) && before_answer(point);
  }
  [[nodiscard]] Result<void> check(const std::string& text) const override {
    const Params params(text);
    if (!params.is_object())
      return Unexpected(ErrorKind::kMalformed,
                        "\"header\" is written { \"set\": {…}, \"drop\": […] }");
    if (auto known = params.only({"set", "drop"}); !known) return known;
    if (!params.has("set") && !params.has("drop"))
      return Unexpected(ErrorKind::kMalformed, "this changes nothing; say what to set or to drop");
    return check_field_changes(params);
  }
  void apply(const std::string& text, const ExchangeView& /*exchange*/, const Draws& /*draws*/,
             Effects& effects) const override {
    add_field_changes(Params(text), effects.set_headers, effects.drop_headers);
  }
  [[nodiscard]] std::string explain(const std::string& /*text*/) const override {
    return "change headers of the answer";
  }
};

}  // namespace

std::unique_ptr<FaultKind> make_header() { return std::make_unique<HeaderChange>(); }

}  // namespace resumulator
