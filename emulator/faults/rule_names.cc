#include "faults/rule_names.h"

#include <algorithm>

namespace resumulator {

std::vector<std::string> rules_meant(std::string_view name, const std::vector<std::string>& rules) {
  std::vector<std::string> meant;
  for (const std::string& rule : rules) {
    if (rule == name) return {rule};
    const bool fits = rule.size() > name.size() && rule.ends_with(name) &&
                      rule[rule.size() - name.size() - 1] == '/';
    if (fits && std::find(meant.begin(), meant.end(), rule) == meant.end()) meant.push_back(rule);
  }
  return meant;
}

std::string one_of(const std::vector<std::string>& rules) {
  std::string out;
  for (const std::string& rule : rules)
    out.append(out.empty() ? "\"" : " or \"").append(rule) += '"';
  return out;
}

}  // namespace resumulator
