// What fuzz targets say must hold. A claim that fails ends the process, which is how a fuzzer hears
// of it; product code has Result and assert instead.
//
// Threads  pure functions.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace resumulator {

inline void claim(bool holds) {
  if (!holds) std::abort();
}

/// The input of a fuzz target as text.
[[nodiscard]] inline std::string_view fuzz_text(const std::uint8_t* data, std::size_t size) {
  return size == 0 ? std::string_view()
                   : std::string_view(reinterpret_cast<const char*>(data), size);
}

}  // namespace resumulator
