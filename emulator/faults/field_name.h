// Whether a text can be the name of a header field (RFC 9110 token).
#pragma once

#include <string_view>

namespace resumulator {

[[nodiscard]] constexpr bool is_field_name(std::string_view name) {
  constexpr std::string_view kOther = "!#$%&'*+-.^_`|~";
  for (const char c : name) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!letter && kOther.find(c) == std::string_view::npos) return false;
  }
  return !name.empty();
}

}  // namespace resumulator
