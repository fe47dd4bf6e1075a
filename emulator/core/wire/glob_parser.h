// Turns a glob pattern into the states its matcher walks. Inner half of glob.h, which has the
// grammar.
//
// Errors   as Glob::parse.
// Threads  pure functions.
#pragma once

#include <resumulator/result.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/wire/glob.h"

namespace resumulator {

struct GlobProgram {
  std::vector<Glob::State> states;  ///< the walk starts at 0; kAccept is the last
  std::string literal_prefix;
};
[[nodiscard]] Result<GlobProgram> compile_glob(std::string_view pattern);

/// Takes one code point off the front of `text` (not empty). A byte that is no UTF-8 counts as a
/// character of its own, past all code points.
[[nodiscard]] char32_t take_code_point(std::string_view& text);

}  // namespace resumulator
