// Variables in place of flags: RESUMULATOR_MEMORY_LIMIT is --memory-limit, and so on for each flag
// of each command. Flags win; an empty variable is none.
//
// What `run` tells its client, and --env-file whoever reads it, are variables, too: RESUMULATOR_URL
// and its like. Where such a one has the name of a flag it is one that `arm` takes from there (the
// URL, the lane), or does no harm to a server (seed, bucket); where it would do harm, the flag's
// variable has another name (RESUMULATOR_LANES of `serve`, RESUMULATOR_CASES) or none (`show`
// --lane).
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace resumulator::app {

/// Before the parsing: lets the command take its flags from their variables as well.
void take_variables(CLI::App& command);
/// What is wrong with a value, with the variable in place of the flag when it came from there.
/// `words`: the command line.
[[nodiscard]] std::string name_variable(const CLI::App& command,
                                        const std::vector<std::string>& words,
                                        const std::string& problem);
/// A line on stderr for each variable that is near one that any command knows and is none of them.
void warn_of_unknown_variables(const CLI::App& program);
/// Takes the variables of flags away, so that they do not tell a client's own server what they told
/// this program. Before there are threads.
void forget_variables(const CLI::App& program);

}  // namespace resumulator::app
