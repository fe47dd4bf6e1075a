// UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing past U+10FFFF.
//
// Threads  pure functions.
#pragma once

#include <cstddef>
#include <string_view>

namespace resumulator {

[[nodiscard]] bool is_valid_utf8(std::string_view bytes);
/// Code points in valid UTF-8 (bytes that do not continue one).
[[nodiscard]] std::size_t count_code_points(std::string_view bytes);

}  // namespace resumulator
