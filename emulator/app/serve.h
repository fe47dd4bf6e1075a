// `resumulator serve`: a server until a signal, the parent or idleness ends it.
//
// Output   one line of JSON on stdout when ready, then nothing more there; everything for people
// goes to stderr.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/common_flags.h"
#include "app/token_files.h"

namespace resumulator::app {

/// One lane of --lane.
struct LaneSettings {
  std::string name;
  std::optional<std::uint16_t> port;  ///< its own; 0: a free one
};

/// What the command line and the environment said.
struct ServeSettings {
  CommonSettings common;            ///< its scenarios are in force from the start
  bool watch = false;               ///< files of scenarios are read again when they change
  std::vector<LaneSettings> lanes;  ///< beside main
  std::string ready_file;
  std::optional<int> ready_fd;
  std::string env_file;
  TokenFiles token_files;
  bool exit_with_parent = false;
  std::optional<std::chrono::milliseconds> idle_exit;
};

[[nodiscard]] int serve(ServeSettings settings);

}  // namespace resumulator::app
