#include "server/scenario_reading.h"

#include "server/option_table.h"
#include "verdict/verdict.h"

namespace resumulator {

std::string switch_of(std::string_view profile, std::string_view setting) {
  const std::string_view prefix = profile == "resumablejs" ? "resumable" : profile;
  return std::string(prefix) + "." + std::string(setting);
}

LoadOptions reading(bool strict_json) {
  LoadOptions options;
  options.strict_json = strict_json;
  options.setting_problem = [](std::string_view profile, std::string_view name,
                               const std::string& value) {
    Options scratch;
    const auto set = set_switch(scratch, switch_of(profile, name), value);
    return set ? std::string() : set.error().text;
  };
  for (const BookRule& rule : rule_book()) options.book.push_back({rule.id, rule.protocol});
  return options;
}

}  // namespace resumulator
