// `resumulator serve`: a server until a signal, the parent or idleness ends it.
//
// Output   one line of JSON on stdout when ready, then nothing more there; everything for people
// goes to stderr.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <resumulator/options.hpp>
#include <string>
#include <vector>

#include "app/judge_flags.h"

namespace resumulator::app {

enum class LogLevel : std::uint8_t { kNone, kInfo, kDebug };

/// One lane of --lane.
struct LaneSettings {
  std::string name;
  std::optional<std::uint16_t> port;  ///< its own; 0: a free one
};

/// What the command line and the environment said.
struct ServeSettings {
  Options options;
  std::vector<std::string> scenarios;  ///< files, or builtin:NAME: in force from the start
  std::string case_name;               ///< of a scenario that has several
  bool watch = false;                  ///< files of scenarios are read again when they change
  std::vector<LaneSettings> lanes;     ///< beside main
  std::optional<TimePoint> clock_start;
  bool clock_manual = false;
  LogLevel log = LogLevel::kInfo;
  std::string journal;  ///< a file, or "-"
  JudgeFlags judge;     ///< of the verdicts at the end
  std::string ready_file;
  std::optional<int> ready_fd;
  std::string env_file;
  bool exit_with_parent = false;
  std::optional<std::chrono::milliseconds> idle_exit;
};

[[nodiscard]] int serve(ServeSettings settings);

}  // namespace resumulator::app
