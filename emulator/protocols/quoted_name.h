// The name of a file inside the quotes of Content-Disposition.
//
// Threads  pure function.
#pragma once

#include <string>
#include <string_view>

namespace resumulator {

/// With its quotes; control characters become blanks.
[[nodiscard]] inline std::string quoted_name(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return out + "\"";
}

}  // namespace resumulator
