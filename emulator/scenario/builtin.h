// The scenarios and suites that ship with the program, embedded at build time from the folder
// scenarios/.
//
// Threads  immutable.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace resumulator {

/// The text of scenarios/NAME.json; empty: none of that name.
[[nodiscard]] std::optional<std::string> builtin_scenario(std::string_view name);
/// Names of all, sorted.
[[nodiscard]] std::vector<std::string_view> builtin_scenario_names();
/// The text of scenarios/suites/NAME.json; empty: none of that name.
[[nodiscard]] std::optional<std::string> builtin_suite(std::string_view name);
[[nodiscard]] std::vector<std::string_view> builtin_suite_names();
/// `; did you mean "…"?`, or nothing.
[[nodiscard]] std::string builtin_hint(std::string_view name);

/// One embedded file; the tables are written by the build.
struct BuiltinFile {
  std::string_view name;  ///< "answer-lost", "suites/gcs"
  std::string_view text;
};

}  // namespace resumulator
