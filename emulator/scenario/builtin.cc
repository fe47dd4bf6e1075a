#include "scenario/builtin.h"

#include <algorithm>
#include <array>

#include "core/base/did_you_mean.h"

namespace resumulator {
namespace {
#include "scenario/builtin_files.inc"

constexpr std::string_view kSuites = "suites/";

std::optional<std::string> text_of(std::string_view path) {
  for (const BuiltinFile& file : kBuiltinFiles) {
    if (file.name == path) return std::string(file.text);
  }
  return std::nullopt;
}

std::vector<std::string_view> names_of(bool suites) {
  std::vector<std::string_view> names;
  for (const BuiltinFile& file : kBuiltinFiles) {
    const bool suite = file.name.starts_with(kSuites);
    if (suite == suites) names.push_back(file.name.substr(suite ? kSuites.size() : 0));
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

std::optional<std::string> builtin_scenario(std::string_view name) {
  return name.starts_with(kSuites) ? std::nullopt : text_of(name);
}

std::vector<std::string_view> builtin_scenario_names() { return names_of(false); }

std::optional<std::string> builtin_suite(std::string_view name) {
  return text_of(std::string(kSuites) + std::string(name));
}

std::vector<std::string_view> builtin_suite_names() { return names_of(true); }

std::string builtin_hint(std::string_view name) {
  std::vector<std::string_view> names = builtin_scenario_names();
  for (const std::string_view suite : builtin_suite_names()) names.push_back(suite);
  return did_you_mean(name, names);
}

}  // namespace resumulator
