// UTF-8, as names and metadata must be.
//
// Source   RFC 3629: no overlong forms, no surrogates, nothing past U+10FFFF.
// Threads  pure functions.
#pragma once

#include <cstddef>
#include <string_view>

namespace resumulator::gcs {

/// Bytes of the character `text` begins with; 0 when it begins with none.
[[nodiscard]] std::size_t utf8_length(std::string_view text);
[[nodiscard]] bool is_utf8(std::string_view text);
/// The longest head of at most `bytes` bytes that does not cut a character.
[[nodiscard]] std::string_view utf8_head(std::string_view text, std::size_t bytes);

}  // namespace resumulator::gcs
