// RESUMULATOR_… variables that nobody reads are most often misspelt.
#pragma once

namespace CLI {
class App;
}

namespace resumulator::app {

/// A line on stderr for each variable that is near one of the command's and is none of them.
void warn_of_unknown_variables(const CLI::App& command);

}  // namespace resumulator::app
