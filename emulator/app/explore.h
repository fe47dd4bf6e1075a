// `resumulator explore`: a client is run once unharmed, and then once for each place at which it
// could be hurt; what it does not survive becomes a scenario file, made as small as it still fails.
//
// Output       progress to stderr, what was found to stdout; a file per finding. What the client
//              writes is in the folders of its runs.
// Exit codes   kFine: it survives everything that was tried. kUnhealthy: it does not. kUsage,
//              kInternal: as `run`.
// Source       docs/verdict.md, "Exploring".
#pragma once

#include <string>
#include <vector>

#include "app/run.h"

namespace resumulator::app {

struct ExploreSettings {
  RunSettings run;
  std::uint64_t budget = 200;  ///< how often the client is run
  std::vector<std::string> classes;
  std::string found = "explored";  ///< the folder of the files
};

[[nodiscard]] int explore(ExploreSettings settings);

}  // namespace resumulator::app
