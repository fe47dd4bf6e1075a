// Rules in one line, for the engine, which knows rules but not the language.
//
// Errors   the first diagnostic's sentence.
// Threads  any.
#pragma once

#include <resumulator/result.hpp>
#include <string_view>
#include <vector>

#include "faults/rule.h"

namespace resumulator {

[[nodiscard]] Result<std::vector<Rule>> read_one_line(std::string_view line);

}  // namespace resumulator
