// Suites: a list of scenarios under one name, `{ "suite": "gcs", "scenarios": [ … ] }`.
//
// Errors   as Diagnostics, never exceptions. A suite with an error names no scenarios.
// Source   docs/scenario-format.md, "Suites".
// Threads  pure functions apart from reading files.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scenario/diagnostic.h"

namespace resumulator {

struct Suite {
  std::string name;
  std::string about;
  std::vector<std::string> scenarios;  ///< paths and "builtin:NAME", ready to load; none if wrong
};

struct LoadedSuite {
  Suite suite;
  std::vector<std::string> named;  ///< its scenarios even where the suite is wrong, to be checked
  std::vector<Diagnostic> diagnostics;
};

/// Whether this text is a suite rather than a scenario.
[[nodiscard]] bool is_suite(std::string_view text);
[[nodiscard]] LoadedSuite load_suite(std::string_view text, const std::string& file);

struct ScenarioPaths {
  std::vector<std::string> paths;  ///< to run; none where the suite is wrong
  std::vector<std::string> named;  ///< to check
  std::vector<Diagnostic> diagnostics;
};
/// The path itself, or the scenarios of the suite it names.
[[nodiscard]] ScenarioPaths scenario_paths(const std::string& path);

}  // namespace resumulator
