// `resumulator check`, `schema`, `new` and `show`: scenario files without a server.
//
// Exit codes   kFine; kUsage: a file is wrong or cannot be read.
// Source       docs/scenario-format.md, "Checking a file".
#pragma once

#include <string>
#include <vector>

namespace resumulator::app {

struct CheckSettings {
  std::vector<std::string> files;
  bool json = false;
  bool explain = false;
  bool strict_json = false;
  bool list_cases = false;
};

/// Messages to stderr as a compiler gives them, or with `json` one JSON document to stdout.
[[nodiscard]] int check(const CheckSettings& settings);
[[nodiscard]] int print_schema();
/// Writes NAME.json (or NAME when it ends so); refuses to write over a file.
[[nodiscard]] int new_scenario(const std::string& name);
/// The file as sentences; without a path, what ships with the program.
[[nodiscard]] int show(const std::string& path);

}  // namespace resumulator::app
