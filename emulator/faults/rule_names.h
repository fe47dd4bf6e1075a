// Which rule a name means. A rule is called "scenario/rule"; "rule" is enough where only one has
// it.
//
// Threads  pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace resumulator {

/// Those of `rules` that `name` may mean, each once: the one called just so, else all that have it
/// behind their scenario's name. Empty: none; several: it is not clear which.
[[nodiscard]] std::vector<std::string> rules_meant(std::string_view name,
                                                   const std::vector<std::string>& rules);
/// `"a/cut" or "b/cut"`, for messages.
[[nodiscard]] std::string one_of(const std::vector<std::string>& rules);

}  // namespace resumulator
