// Small text helpers that every parser needs. No locale anywhere: letters and digits are ASCII.
//
// Errors   of numbers: kMalformed: empty or not digits to the end; kOutOfRange: past 64 bits.
// Threads  pure functions.
#pragma once

#include <cstdint>
#include <resumulator/result.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace resumulator {

[[nodiscard]] constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
[[nodiscard]] constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
/// -1 when `c` is no hexadecimal digit.
[[nodiscard]] constexpr int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  const char small = lower(c);
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}
/// A character of an HTTP token (RFC 9110 5.6.2).
[[nodiscard]] bool is_token_char(char c);
/// A non-empty run of token characters.
[[nodiscard]] bool is_token(std::string_view text);

/// Without blanks and tabs at both ends (optional white space of HTTP; line breaks stay).
[[nodiscard]] std::string_view trim(std::string_view text);
[[nodiscard]] std::string lower(std::string_view text);
/// Equal without regard to the case of ASCII letters.
[[nodiscard]] bool iequals(std::string_view a, std::string_view b);
[[nodiscard]] bool istarts_with(std::string_view text, std::string_view prefix);
/// Pieces between separators; an empty text gives one empty piece.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);
/// Text before and after the first separator; `second` is empty when there is none.
struct Halves {
  std::string_view first;
  std::string_view second;
  bool found = false;
};
[[nodiscard]] Halves split_once(std::string_view text, char separator);
/// Takes `prefix` off the front of `text` when it stands there, and says whether it did.
bool take_prefix(std::string_view& text, std::string_view prefix);
bool take_suffix(std::string_view& text, std::string_view suffix);

/// Decimal digits and nothing else, up to 2^64 - 1.
[[nodiscard]] Result<std::uint64_t> parse_u64(std::string_view text);
/// The same with an optional leading '-', in [-2^63, 2^63 - 1].
[[nodiscard]] Result<std::int64_t> parse_i64(std::string_view text);

/// Lower-case hexadecimal digits of the bytes.
[[nodiscard]] std::string hex_encode(std::string_view bytes);
[[nodiscard]] Result<std::string> hex_decode(std::string_view text);

}  // namespace resumulator
