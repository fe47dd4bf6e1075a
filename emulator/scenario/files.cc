#include "scenario/files.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "scenario/builtin.h"

namespace resumulator {
namespace {

constexpr std::string_view kBuiltin = "builtin:";

std::vector<std::string> as_paths(const std::vector<std::string_view>& names) {
  std::vector<std::string> paths;
  for (const std::string_view name : names)
    paths.push_back(std::string(kBuiltin) + std::string(name));
  return paths;
}

}  // namespace

std::optional<std::string> read_scenario_text(const std::string& path) {
  if (path.starts_with(kBuiltin)) {
    const std::string name = path.substr(kBuiltin.size());
    const auto scenario = builtin_scenario(name);
    return scenario ? scenario : builtin_suite(name);
  }
  // A folder opens, too, and reads as nothing.
  if (std::error_code unknown; std::filesystem::is_directory(path, unknown)) return std::nullopt;
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  std::ostringstream text;
  text << in.rdbuf();
  return in.bad() ? std::nullopt : std::optional(text.str());
}

std::vector<std::string> shipped_scenarios() { return as_paths(builtin_scenario_names()); }
std::vector<std::string> shipped_suites() { return as_paths(builtin_suite_names()); }

std::string beside(const std::string& from, const std::string& name) {
  const auto slash = from.rfind('/');
  const bool whole = name.starts_with('/') || name.starts_with(kBuiltin);
  return whole || slash == std::string::npos ? name : from.substr(0, slash + 1) + name;
}

std::string file_problem(const std::string& from, const std::string& name) {
  if (from.starts_with(kBuiltin)) {
    return "a shipped scenario has no folder to look for \"" + name +
           "\" in; write \"sha256\" instead";
  }
  const std::string path = beside(from, name);
  std::error_code unknown;
  const bool there =
      std::filesystem::is_regular_file(path, unknown) && std::ifstream(path).is_open();
  return there ? "" : "cannot read \"" + name + "\"; it is looked for beside this file";
}

std::string unreadable(const std::string& path) {
  std::error_code unknown;
  if (std::filesystem::is_directory(path, unknown)) return "this is a folder, no file";
  if (!path.starts_with(kBuiltin)) return "cannot be read: is there such a file?";
  const std::string hint = builtin_hint(path.substr(kBuiltin.size()));
  return "nothing of that name is shipped" +
         (hint.empty() ? "; `resumulator show` lists what is" : hint);
}

}  // namespace resumulator
