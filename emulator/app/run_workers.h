// Runs cases side by side and tells how far they are.
//
// Threads  run_all() returns when every worker has ended.
#pragma once

#include <string>
#include <vector>

#include "app/run_case.h"
#include "app/stop_signals.h"

namespace resumulator::app {

/// "answer lost [code=503]".
[[nodiscard]] std::string case_title(const Scenario& scenario);

/// Results in the order of the cases; after a signal those that were not begun are left out.
[[nodiscard]] std::vector<CaseResult> run_all(const std::vector<Scenario>& cases,
                                              const CaseSettings& settings, std::size_t jobs,
                                              StopSignals& signals);

}  // namespace resumulator::app
