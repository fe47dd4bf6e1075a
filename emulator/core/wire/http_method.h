// The methods this server knows; a head with any other is refused.
//
// Threads  pure functions.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace resumulator {

inline constexpr std::array<std::string_view, 7> kMethods = {"GET",    "PUT",   "POST",   "HEAD",
                                                             "DELETE", "PATCH", "OPTIONS"};
[[nodiscard]] inline bool is_known_method(std::string_view method) {
  return std::find(kMethods.begin(), kMethods.end(), method) != kMethods.end();
}

}  // namespace resumulator
