// header: the answer's headers are changed: some set, some dropped.
//
// Written  { "header": { "set": { "Name": "value" }, "drop": [ "Name" ] } }
#include "faults/field_name.h"
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
    if (params.has("set")) {
      const auto fields = params.member("set").text_map();
      if (!fields) return Unexpected(fields.error());
      for (const auto& [name, value] : *fields) {
        if (!is_field_name(name) || value.find_first_of("\r\n") != std::string::npos) {
          return Unexpected(ErrorKind::kMalformed,
                            "\"" + name + "\" is no header field that can be sent", "/set/" + name);
        }
      }
    }
    if (params.has("drop")) {
      if (const auto names = params.member("drop").texts(); !names)
        return Unexpected(names.error());
    }
    return {};
  }
  void apply(const std::string& text, const ExchangeView& /*exchange*/, const Draws& /*draws*/,
             Effects& effects) const override {
    const Params params(text);
    if (params.has("set")) {
      for (auto& field : params.member("set").text_map().value_or(HeaderList{}))
        effects.set_headers.push_back(field);
    }
    if (params.has("drop")) {
      for (auto& name : params.member("drop").texts().value_or(std::vector<std::string>{}))
        effects.drop_headers.push_back(name);
    }
  }
  [[nodiscard]] std::string explain(const std::string& /*text*/) const override {
    return "change headers of the answer";
  }
};

}  // namespace

std::unique_ptr<FaultKind> make_header() { return std::make_unique<HeaderChange>(); }

}  // namespace resumulator
