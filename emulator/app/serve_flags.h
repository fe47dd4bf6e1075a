// The flags of `serve`: those of every server, and how this one lives.
//
// Errors   as in flag.h.
#pragma once

#include "app/serve.h"

namespace CLI {
class App;
}

namespace resumulator::app {

/// `settings` must outlive the parsing.
void add_serve_flags(CLI::App& command, ServeSettings& settings);

}  // namespace resumulator::app
