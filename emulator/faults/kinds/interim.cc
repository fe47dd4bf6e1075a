// interim: what becomes of the interim answers (104) that are sent while the body comes.
//
// Written  { "interim": "omit" }, { "interim": "repeat" }, or
//          { "interim": { "late": "64 KiB", "set": { "Name": "value" }, "drop": [ "Name" ] } }
// Not      100 Continue, which is the transport's; who wants it late writes a stall at `headers`.
#include "faults/field_changes.h"
#include "faults/kinds/kinds.h"

namespace resumulator {
namespace {

class Interim final : public FaultKind {
 public:
  [[nodiscard]] std::string_view word() const override { return "interim"; }
  [[nodiscard]] bool decides() const override { return false; }
  [[nodiscard]] bool acts_at(Point::Kind point) const override {
    return point == Point::Kind::kHeaders || point == Point::Kind::kBodyByte ||
           point == Point::Kind::kObjectByte;
  }
  [[nodiscard]] Result<void> check(const std::string& text) const override {
    const Params params(text);
    if (const auto word = params.text()) {
      if (*word == "omit" || *word == "repeat") return {};
    }
    if (!params.is_object()) {
      return Unexpected(ErrorKind::kMalformed,
                        "\"interim\" is \"omit\", \"repeat\" or { \"late\": size, \"set\": {…}, "
                        "\"drop\": […] }");
    }
    if (auto known = params.only({"late", "set", "drop"}); !known) return known;
    if (!params.has("late") && !params.has("set") && !params.has("drop"))
      return Unexpected(ErrorKind::kMalformed, "this changes nothing; say late, set or drop");
    if (params.has("late")) {
      if (const auto late = params.member("late").size(); !late) return Unexpected(late.error());
    }
    return check_field_changes(params);
  }
  void apply(const std::string& text, const ExchangeView& /*exchange*/, const Draws& /*draws*/,
             Effects& effects) const override {
    const Params params(text);
    InterimChange& change = effects.interim;
    if (const auto word = params.text()) {
      change.omit = change.omit || *word == "omit";
      change.repeat = change.repeat || *word == "repeat";
      return;
    }
    if (params.has("late")) change.late = params.member("late").size().value_or(0);
    add_field_changes(params, change.set_headers, change.drop_headers);
  }
  [[nodiscard]] std::string explain(const std::string& text) const override {
    const Params params(text);
    if (const auto word = params.text()) return *word + " interim answers";
    return params.has("late") ? "send interim answers late" : "change headers of interim answers";
  }
};

}  // namespace

std::unique_ptr<FaultKind> make_interim() { return std::make_unique<Interim>(); }

}  // namespace resumulator
