// `resumulator show --lane NAME`: how a lane of a running server stands: its rules with counters
// and near misses, its sessions, the verdict so far.
//
// Exit codes   kFine; kUsage: no server is named, or it has no such lane; kUnhealthy: nobody
//              answers.
// Threads      one.
#pragma once

#include "app/running_server.h"

namespace resumulator::app {

[[nodiscard]] int show_lane(const RunningServer& server);

}  // namespace resumulator::app
