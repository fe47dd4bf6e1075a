#include "app/environment.h"

#include <stdlib.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <string_view>

#include "app/app.h"
#include "core/base/did_you_mean.h"

namespace resumulator::app {
namespace {

struct OtherName {
  std::string_view command;  // empty: every one
  std::string_view flag;
  const char* variable;
};
constexpr std::array kOtherNames = {
    OtherName{"", "--switch", "RESUMULATOR_SWITCHES"},
    OtherName{"", "--limit", "RESUMULATOR_LIMITS"},
    // `run` tells its client the other ones; a server that the client starts must not obey them.
    OtherName{"", "--case", "RESUMULATOR_CASES"},
    OtherName{"serve", "--lane", "RESUMULATOR_LANES"},
    // Where there is one, `show` is not about files any more: that is not for a client to inherit.
    OtherName{"show", "--lane", ""},
};

// What --env-file writes and `run` sets, beside what is also a flag.
constexpr std::array kTold = {"RESUMULATOR_URL",
                              "RESUMULATOR_GCS_JSON_URL",
                              "RESUMULATOR_GCS_XML_URL",
                              "RESUMULATOR_TUS_URL",
                              "RESUMULATOR_PHOTOS_URL",
                              "RESUMULATOR_RESUMABLEJS_URL",
                              "RESUMULATOR_IETF_URL",
                              "RESUMULATOR_FILEPOND_URL",
                              "RESUMULATOR_ADMIN_URL",
                              "RESUMULATOR_LANE",
                              "RESUMULATOR_PID",
                              "RESUMULATOR_VERSION",
                              "RESUMULATOR_CASE",
                              "RESUMULATOR_PAYLOAD",
                              "RESUMULATOR_CA",
                              "RESUMULATOR_TLS_URL",
                              "RESUMULATOR_PAYLOAD_SHA256",
                              "RESUMULATOR_PROXY_URL"};

/// Empty: the option has none (a word without a flag, the help).
std::string variable_of(const CLI::App& command, const CLI::Option& option) {
  if (option.get_lnames().empty() || &option == command.get_help_ptr()) return {};
  const std::string flag = "--" + option.get_lnames().front();
  for (const OtherName& other : kOtherNames) {
    const bool here = other.command.empty() || other.command == command.get_name();
    if (here && other.flag == flag) return other.variable;
  }
  std::string name = "RESUMULATOR_";
  for (const char c : option.get_lnames().front()) {
    name += c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  }
  return name;
}

std::vector<std::string> variables_of_flags(const CLI::App& program) {
  std::vector<std::string> names;
  for (const auto* command : program.get_subcommands([](const CLI::App*) { return true; })) {
    for (const auto* option : command->get_options()) {
      if (auto name = variable_of(*command, *option); !name.empty()) names.push_back(name);
    }
  }
  return names;
}

bool is_given(const std::string& flag, const std::vector<std::string>& words) {
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
    return word.substr(0, word.find('=')) == flag;
  });
}

}  // namespace

void take_variables(CLI::App& command) {
  for (auto* option : command.get_options([](const CLI::Option*) { return true; })) {
    if (const auto name = variable_of(command, *option); !name.empty()) option->envname(name);
  }
}

std::string name_variable(const CLI::App& command, const std::vector<std::string>& words,
                          const std::string& problem) {
  for (const auto* option : command.get_options()) {
    const std::string flag = option->get_name();
    const std::size_t at = problem.find(flag + ":");
    if (at != 0 || is_given(flag, words)) continue;
    return option->get_envname() + problem.substr(flag.size());
  }
  return problem;
}

void warn_of_unknown_variables(const CLI::App& program) {
  std::vector<std::string> known = variables_of_flags(program);
  known.insert(known.end(), kTold.begin(), kTold.end());
  const std::vector<std::string_view> views(known.begin(), known.end());
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view variable(*entry);
    const auto name = variable.substr(0, variable.find('='));
    if (!name.starts_with("RESUMULATOR_") ||
        std::find(views.begin(), views.end(), name) != views.end()) {
      continue;
    }
    if (const auto meant = did_you_mean(name, views); !meant.empty()) {
      complain("the variable " + std::string(name) + " is not known" + meant);
    }
  }
}

void forget_variables(const CLI::App& program) {
  for (const std::string& name : variables_of_flags(program)) ::unsetenv(name.c_str());
}

}  // namespace resumulator::app
