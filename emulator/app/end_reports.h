// What a served server has to say of its clients when it ends: a verdict on each lane.
//
// Source   docs/verdict.md, "Of a server that ends".
// Threads  one; the server has been stopped.
#pragma once

#include <resumulator/result.hpp>

#include "app/judge_flags.h"
#include "app/log_sink.h"

namespace resumulator {
class Server;
}

namespace resumulator::app {

/// Judges main, and each other lane that is open and saw a request or has a scenario; writes the
/// reports that were asked for. Lanes with a scenario are told to `err` in a line each.
[[nodiscard]] Result<void> report_end(const Server& server, const JudgeFlags& flags, LogSink* err);

}  // namespace resumulator::app
