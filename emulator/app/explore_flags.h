// The flags of `explore`: those of every server, which client, how often, and what of it.
//
// Errors   as in flag.h.
#pragma once

#include "app/explore.h"

namespace CLI {
class App;
}

namespace resumulator::app {

/// `settings` must outlive the parsing. The client's own words, behind "--", are not its business.
void add_explore_flags(CLI::App& command, ExploreSettings& settings);

}  // namespace resumulator::app
