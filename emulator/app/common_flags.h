// The flags that `serve` and `run` have in common: how a server is, what it is told to do, and how
// what it has seen is judged.
//
// Errors   as in flag.h.
#pragma once

#include <cstdint>
#include <optional>
#include <resumulator/options.hpp>
#include <string>
#include <vector>

#include "app/judge_flags.h"

namespace CLI {
class App;
}

namespace resumulator::app {

enum class LogLevel : std::uint8_t { kNone, kInfo, kDebug };

/// What the command line and the environment said.
struct CommonSettings {
  Options options;                     ///< but for the clock: server_options() makes it
  std::vector<std::string> scenarios;  ///< files, or builtin:NAME
  std::string case_name;               ///< of a scenario that has several
  std::optional<TimePoint> clock_start;
  bool clock_manual = false;
  std::string journal;          ///< a file, or "-"
  std::optional<LogLevel> log;  ///< as asked for
  bool quiet = false;           ///< only what was asked for, and what is wrong
  JudgeFlags judge;

  /// `usual` where nothing was said.
  [[nodiscard]] LogLevel log_level(LogLevel usual) const;
};

/// `settings` must outlive the parsing.
void add_common_flags(CLI::App& command, CommonSettings& settings);
/// The options of one server, with a clock of its own.
[[nodiscard]] Options server_options(const CommonSettings& settings);
/// One that anybody in the network can reach: a sentence to warn of it, else nothing.
[[nodiscard]] std::string open_host_warning(const Options& options);

/// Those of the common flags that make a server what it is, as they were given, in the form
/// "--flag=value"; for who wants the same once more. Seed and tokens are not among them.
[[nodiscard]] std::vector<std::string> server_words(const CLI::App& command);
/// As if they had been given, where `given` (words of the same form) does not have the flag.
[[nodiscard]] Result<void> apply_server_words(const std::vector<std::string>& words,
                                              const std::vector<std::string>& given,
                                              CommonSettings& settings);

}  // namespace resumulator::app
