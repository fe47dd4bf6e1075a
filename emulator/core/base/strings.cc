#include "core/base/strings.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <system_error>

namespace resumulator {
namespace {

template <typename Number>
Result<Number> parse_number(std::string_view text) {
  Number number = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, failure] = std::from_chars(text.data(), end, number);
  if (failure == std::errc::invalid_argument || stopped != end) {
    return Unexpected(ErrorKind::kMalformed, "not a whole number");
  }
  if (failure == std::errc::result_out_of_range) {
    return Unexpected(ErrorKind::kOutOfRange, "the number is past 64 bits");
  }
  return number;
}

/// A table: every byte of every field name is looked up here.
constexpr std::array<bool, 256> token_chars() {
  std::array<bool, 256> chars{};
  for (const char c : std::string_view("!#$%&'*+-.^_`|~0123456789")) {
    chars[static_cast<unsigned char>(c)] = true;
  }
  for (unsigned char c = 'a'; c <= 'z'; ++c) {
    chars[c] = true;
    chars[static_cast<unsigned char>(c - 'a' + 'A')] = true;
  }
  return chars;
}
constexpr std::array<bool, 256> kTokenChars = token_chars();

}  // namespace

bool is_token_char(char c) { return kTokenChars[static_cast<unsigned char>(c)]; }

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_char);
}

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = lower(c);
  return out;
}

bool iequals(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                            [](char x, char y) { return lower(x) == lower(y); });
}

bool istarts_with(std::string_view text, std::string_view prefix) {
  return iequals(text.substr(0, prefix.size()), prefix);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> pieces;
  for (;;) {
    const auto at = text.find(separator);
    pieces.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return pieces;
    text.remove_prefix(at + 1);
  }
}

Halves split_once(std::string_view text, char separator) {
  const auto at = text.find(separator);
  if (at == std::string_view::npos) return {text, {}, false};
  return {text.substr(0, at), text.substr(at + 1), true};
}

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

bool take_suffix(std::string_view& text, std::string_view suffix) {
  if (!text.ends_with(suffix)) return false;
  text.remove_suffix(suffix.size());
  return true;
}

Result<std::uint64_t> parse_u64(std::string_view text) { return parse_number<std::uint64_t>(text); }

Result<std::int64_t> parse_i64(std::string_view text) { return parse_number<std::int64_t>(text); }

std::string hex_encode(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 15U];
  }
  return out;
}

Result<std::string> hex_decode(std::string_view text) {
  if (text.size() % 2 != 0) return Unexpected(ErrorKind::kMalformed, "odd number of hex digits");
  std::string out;
  out.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = hex_value(text[i]);
    const int low = hex_value(text[i + 1]);
    if (high < 0 || low < 0) return Unexpected(ErrorKind::kMalformed, "not a hex digit");
    out += static_cast<char>(high * 16 + low);
  }
  return out;
}

}  // namespace resumulator
