// One case of a run: a server, a payload, the client, the verdict, the folder it leaves.
//
// Threads  run_case() from any thread, many at once.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "app/child.h"
#include "app/common_flags.h"
#include "app/run_folder.h"

namespace resumulator::app {

struct CaseSettings {
  RunRecord record;       ///< client, seed, time limit: the same for all cases
  CommonSettings common;  ///< of its server, before what the scenario gives; of its verdict
  std::string parent;     ///< where its folder goes
  std::map<std::string, std::string> files;  ///< SHA-256 of files as an earlier run knew them
  /// Lines of the client's output, as ChildSpec has them, and of the server's log.
  std::function<void(std::string_view lines, bool is_error)> on_lines;
  bool client_is_silent = false;  ///< its output goes to its folder alone
};

struct CaseResult {
  RunFolder run;
  Verdict verdict;
  std::string folder;    ///< empty: none could be made
  bool stopped = false;  ///< a signal ended the client
  bool refused = false;  ///< there can be no server as the options want it
  std::chrono::microseconds ran{0};
};

[[nodiscard]] CaseResult run_case(const Scenario& scenario, const CaseSettings& settings,
                                  const StopFlag& stop);

}  // namespace resumulator::app
