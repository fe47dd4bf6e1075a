// UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing past U+10FFFF.
//
// Threads  pure functions.
#pragma once

#include <cstddef>
#include <string_view>

namespace resumulator {

/// Bytes of the well-formed sequence at the front, 0 when there is none.
[[nodiscard]] std::size_t utf8_sequence_size(std::string_view bytes);
[[nodiscard]] bool is_valid_utf8(std::string_view bytes);
/// Code points in valid UTF-8 (bytes that do not continue one).
[[nodiscard]] std::size_t count_code_points(std::string_view bytes);

}  // namespace resumulator
