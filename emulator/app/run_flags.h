// The flags of `run`.
//
// Errors   CLI::ParseError, caught in app.cc; third-party types stay in .cc files.
#pragma once

#include "app/run.h"

namespace CLI {
class App;
}

namespace resumulator::app {

/// `settings` must outlive the parsing. The client's own words, behind "--", are not its business.
void add_run_flags(CLI::App& command, RunSettings& settings);

}  // namespace resumulator::app
