#include "app/check.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "app/app.h"
#include "app/ready.h"
#include "scenario/files.h"
#include "scenario/load.h"
#include "scenario/suite.h"
#include "server/scenario_reading.h"

namespace resumulator::app {
namespace {

int say(int descriptor, const std::string& text) {
  return write_descriptor(descriptor, text) ? kFine : kInternal;
}

std::string count(std::size_t number, const char* word) {
  return std::to_string(number) + " " + word + (number == 1 ? "" : "s");
}

bool is_error(const Diagnostic& each) { return each.severity == Diagnostic::Severity::kError; }

/// Every message with its line of the file, which may be an included one.
std::string messages(const std::vector<Diagnostic>& diagnostics) {
  std::string out, file, text;
  for (const Diagnostic& each : diagnostics) {
    if (each.file != file) {
      file = each.file;
      text = read_scenario_text(file).value_or("");
    }
    out += render(each, text);
  }
  return out;
}

std::string summary(const std::string& path, const Loaded& loaded) {
  const auto errors = static_cast<std::size_t>(
      std::count_if(loaded.diagnostics.begin(), loaded.diagnostics.end(), is_error));
  const std::string warnings = count(loaded.diagnostics.size() - errors, "warning");
  if (errors != 0)
    return path + ": " + count(errors, "error") + ", " + warnings + "; nothing was loaded\n";
  const Scenario& first = loaded.cases.front();
  return path + ": fine: " + count(first.rules.size(), "rule") + ", " +
         count(first.expect.size(), "expectation") + ", " + count(loaded.cases.size(), "case") +
         (loaded.diagnostics.empty() ? "" : ", " + warnings) + "\n";
}

std::string cases_of(const Loaded& loaded) {
  std::string out;
  for (const Scenario& each : loaded.cases)
    out += "  " + (each.case_name.empty() ? each.name : each.case_name) + "\n";
  return out;
}

/// The sentences of the first case; the others differ in values only.
std::string sentences_of(const Loaded& loaded) {
  std::string out = explain(loaded.cases.front());
  if (loaded.cases.size() > 1)
    out += "  And " + count(loaded.cases.size() - 1, "case") + " more with other values.\n";
  return out;
}

/// Scenario files to check, those of suites among them; problems of suites go to `diagnostics`.
std::vector<std::string> all_paths(const std::vector<std::string>& files,
                                   std::vector<Diagnostic>& diagnostics) {
  std::vector<std::string> paths;
  for (const std::string& file : files) {
    ScenarioPaths each = scenario_paths(file);
    paths.insert(paths.end(), each.named.begin(), each.named.end());
    diagnostics.insert(diagnostics.end(), each.diagnostics.begin(), each.diagnostics.end());
  }
  return paths;
}

std::string file_name(const std::string& path) {
  const std::string name = path.substr(path.rfind('/') + 1);
  return name.ends_with(".json") ? name.substr(0, name.size() - 5) : name;
}

std::string list_shipped() {
  std::string out = "Suites:\n";
  for (const std::string& suite : shipped_suites()) {
    const LoadedSuite loaded = load_suite(read_scenario_text(suite).value_or(""), suite);
    out += "  " + suite + "\n      " + loaded.suite.about + "\n";
  }
  out += "\nScenarios:\n";
  for (const std::string& path : shipped_scenarios()) {
    const Loaded loaded = load_scenario_file(path, reading());
    out += "  " + path + "\n";
    if (!loaded.cases.empty()) out += "      " + loaded.cases.front().about + "\n";
  }
  return out;
}

int show_suite(const std::string& text, const std::string& path) {
  const LoadedSuite loaded = load_suite(text, path);
  if (!loaded.diagnostics.empty()) (void)say(STDERR_FILENO, messages(loaded.diagnostics));
  if (loaded.suite.scenarios.empty()) return kUsage;
  std::string out = loaded.suite.name + ": " + loaded.suite.about + "\n";
  for (const std::string& each : loaded.suite.scenarios) out += "  " + each + "\n";
  return say(STDOUT_FILENO, out);
}

}  // namespace

int check(const CheckSettings& settings) {
  std::vector<Diagnostic> all;
  const auto paths = all_paths(settings.files, all);
  std::string out;
  std::string problems = messages(all);
  for (const std::string& path : paths) {
    const Loaded loaded = load_scenario_file(path, reading(settings.strict_json));
    all.insert(all.end(), loaded.diagnostics.begin(), loaded.diagnostics.end());
    problems += messages(loaded.diagnostics);
    (loaded.ok() ? out : problems) += summary(path, loaded);
    if (!loaded.ok()) continue;
    if (settings.list_cases) out += cases_of(loaded);
    if (settings.explain) out += sentences_of(loaded);
  }
  const bool fine = std::none_of(all.begin(), all.end(), is_error);
  if (settings.json) {
    if (say(STDOUT_FILENO, to_json(all) + "\n") != kFine) return kInternal;
    return fine ? kFine : kUsage;
  }
  if (say(STDERR_FILENO, problems) != kFine || say(STDOUT_FILENO, out) != kFine) return kInternal;
  return fine ? kFine : kUsage;
}

int print_schema() { return say(STDOUT_FILENO, json_schema()); }

int new_scenario(const std::string& name) {
  const std::string path = name.ends_with(".json") ? name : name + ".json";
  if (file_name(path).empty()) {
    complain("new takes the name of a file to make, as in my-scenario; \"" + name + "\" has none");
    return kUsage;
  }
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (file < 0) {
    complain(errno == EEXIST ? path + " is there already; take another name"
                             : path + " cannot be written: " + std::strerror(errno));
    return kUsage;
  }
  const bool written = write_descriptor(file, scenario_template(file_name(path))).has_value();
  const bool closed = ::close(file) == 0;
  if (!written || !closed) {
    complain(path + " cannot be written");
    return kInternal;
  }
  return say(STDOUT_FILENO, path + "\n");
}

int show(const std::string& path) {
  if (path.empty()) return say(STDOUT_FILENO, list_shipped());
  const auto text = read_scenario_text(path);
  if (text && is_suite(*text)) return show_suite(*text, path);
  const Loaded loaded = load_scenario_file(path, reading());
  if (!loaded.diagnostics.empty()) (void)say(STDERR_FILENO, messages(loaded.diagnostics));
  if (!loaded.ok()) return kUsage;
  std::string out;
  const std::string& about = loaded.cases.front().about;
  if (!about.empty()) out += about + "\n\n";
  out += sentences_of(loaded);
  if (loaded.cases.size() > 1) out += "\nCases:\n" + cases_of(loaded);
  return say(STDOUT_FILENO, out);
}

}  // namespace resumulator::app
