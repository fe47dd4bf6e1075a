// Seeds as people and reports write them.
//
// Threads  pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace resumulator {

/// 64 bits, decimal or 0x…; nothing where it is neither.
[[nodiscard]] std::optional<std::uint64_t> parse_seed(std::string_view text);

}  // namespace resumulator
