#include "core/base/seed.h"

#include "core/base/strings.h"

namespace resumulator {

std::optional<std::uint64_t> parse_seed(std::string_view text) {
  if (!take_prefix(text, "0x")) {
    const auto number = parse_u64(text);
    return number ? std::optional(*number) : std::nullopt;
  }
  if (text.empty() || text.size() > 16) return std::nullopt;
  std::uint64_t seed = 0;
  for (const char c : text) {
    const int digit = hex_value(c);
    if (digit < 0) return std::nullopt;
    seed = seed << 4 | static_cast<std::uint64_t>(digit);
  }
  return seed;
}

}  // namespace resumulator
