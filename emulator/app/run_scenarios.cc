#include "app/run_scenarios.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "core/base/strings.h"
#include "scenario/files.h"
#include "scenario/load.h"
#include "scenario/suite.h"
#include "server/scenario_reading.h"

namespace resumulator::app {
namespace {

constexpr std::size_t kCasesNamed = 20;

/// Every message with the line it is about; what `resumulator check` would print.
std::string messages(const std::vector<Diagnostic>& diagnostics) {
  std::string out;
  for (const Diagnostic& each : diagnostics) {
    if (each.severity != Diagnostic::Severity::kError) continue;
    out += "\n" + render(each, read_scenario_text(each.file).value_or(""));
  }
  return out;
}

Unexpected wrong(const std::string& what, const std::vector<Diagnostic>& diagnostics) {
  return {ErrorKind::kUsage, what + " cannot be used:" + messages(diagnostics)};
}

/// The first words of a case's name: where its value begins and ends is told by the commas that
/// stand before a "key=".
bool stands_in(const std::string& name, std::string_view value) {
  for (std::size_t at = name.find(value); at != std::string::npos; at = name.find(value, at + 1)) {
    const std::size_t end = at + value.size();
    const bool begins = at == 0 || name[at - 1] == ',';
    const bool ends = end == name.size() || name[end] == ',';
    if (begins && ends) return true;
  }
  return false;
}

Result<std::vector<Scenario>> picked(std::vector<Scenario> cases, const std::string& pick,
                                     const std::string& what) {
  if (pick.empty()) return cases;
  std::vector<Scenario> fitting;
  std::string names;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (i < kCasesNamed) names += "\n  " + cases[i].case_name;
    if (has_values(cases[i].case_name, pick)) fitting.push_back(std::move(cases[i]));
  }
  if (!fitting.empty()) return fitting;
  if (cases.size() == 1 && cases.front().case_name.empty()) {
    return Unexpected(ErrorKind::kUsage,
                      "--case: " + what + " has one case, without a name; leave --case out");
  }
  return Unexpected(ErrorKind::kUsage, what + " has no case \"" + pick + "\"; it has" + names +
                                           (cases.size() > kCasesNamed ? "\n  …" : ""));
}

}  // namespace

bool has_values(const std::string& case_name, const std::string& pick) {
  if (stands_in(case_name, pick)) return true;  // a value may hold commas itself
  const auto parts = split(pick, ',');
  return std::all_of(parts.begin(), parts.end(),
                     [&](std::string_view part) { return stands_in(case_name, part); });
}

Result<std::vector<Scenario>> load_cases(const std::vector<std::string>& files,
                                         const std::string& pick) {
  std::vector<Loaded> parts;
  std::string names;
  for (const std::string& file : files) {
    names += (names.empty() ? "" : " with ") + file;
    parts.push_back(load_scenario_file(file, reading()));
    if (!parts.back().ok()) return wrong(file, parts.back().diagnostics);
  }
  Loaded all = parts.size() == 1 ? std::move(parts.front()) : compose(parts);
  if (!all.ok()) return wrong(names, all.diagnostics);
  return picked(std::move(all.cases), pick, names);
}

Result<std::vector<Scenario>> load_suite_cases(const std::string& suite, const std::string& pick) {
  std::vector<std::string> paths;
  std::error_code problem;
  if (std::filesystem::is_directory(suite, problem)) {
    for (const auto& entry : std::filesystem::directory_iterator(suite, problem)) {
      const auto ending = entry.path().extension();
      if (ending == ".json" || ending == ".jsonc") paths.push_back(entry.path().string());
    }
    std::sort(paths.begin(), paths.end());
    if (paths.empty()) {
      return Unexpected(ErrorKind::kUsage, "there is no scenario in the folder " + suite);
    }
  } else {
    ScenarioPaths found = scenario_paths(suite);
    if (found.paths.empty()) return wrong(suite, found.diagnostics);
    paths = std::move(found.paths);
  }
  std::vector<Scenario> all;
  for (const std::string& path : paths) {
    auto cases = load_cases({path}, {});
    if (!cases) return cases;
    for (Scenario& each : *cases) all.push_back(std::move(each));
  }
  return picked(std::move(all), pick, suite);
}

Result<void> keep_tagged(std::vector<Scenario>& cases, const std::vector<std::string>& tags) {
  if (tags.empty()) return {};
  std::set<std::string> known;
  const auto untagged = [&](const Scenario& scenario) {
    known.insert(scenario.tags.begin(), scenario.tags.end());
    return std::find_first_of(tags.begin(), tags.end(), scenario.tags.begin(),
                              scenario.tags.end()) == tags.end();
  };
  std::erase_if(cases, untagged);
  if (!cases.empty()) return {};
  std::string all;
  for (const std::string& each : known) all.append(all.empty() ? "" : " ").append(each);
  return Unexpected(ErrorKind::kUsage,
                    "--tag: no scenario has it; " +
                        (all.empty() ? "these have no tags" : "there are: " + all));
}

}  // namespace resumulator::app
