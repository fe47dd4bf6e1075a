// The flags of `run`: those of every server, which client, how, and what is kept.
//
// Errors   as in flag.h.
#pragma once

#include "app/run.h"

namespace CLI {
class App;
}

namespace resumulator::app {

/// `settings` must outlive the parsing. The client's own words, behind "--", are not its business.
void add_run_flags(CLI::App& command, RunSettings& settings);
/// Those about the client alone: --jobs, --timeout, --emulator-host-form.
void add_client_flags(CLI::App& command, RunSettings& settings);

}  // namespace resumulator::app
