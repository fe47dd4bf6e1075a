// What a token of this server is good for when nobody said: for whoever writes one into a file.
//
// Threads  pure function.
#pragma once

#include <string_view>

namespace resumulator {

/// Names with blanks between them.
[[nodiscard]] std::string_view oauth_scopes();

}  // namespace resumulator
