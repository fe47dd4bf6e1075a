// Where the text of a scenario or suite comes from: a file, or what ships with the program.
//
// Threads  pure functions apart from reading files.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace resumulator {

/// The file's content, or of "builtin:NAME" the shipped scenario or suite; empty: not there.
[[nodiscard]] std::optional<std::string> read_scenario_text(const std::string& path);
/// `name` as written in the file `from`: relative names are looked for beside it.
[[nodiscard]] std::string beside(const std::string& from, const std::string& name);
/// Why the file that `from` names is none whose bytes can be read, a sentence; empty: it can. What
/// ships has no folder to look in.
[[nodiscard]] std::string file_problem(const std::string& from, const std::string& name);
/// "builtin:NAME" of all that ship, sorted.
[[nodiscard]] std::vector<std::string> shipped_scenarios();
[[nodiscard]] std::vector<std::string> shipped_suites();
/// Why that path could not be read, with a remedy.
[[nodiscard]] std::string unreadable(const std::string& path);

}  // namespace resumulator
