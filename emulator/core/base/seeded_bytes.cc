#include "core/base/seeded_bytes.h"

#include "core/base/random.h"

namespace resumulator {

void fill_seeded(std::uint64_t seed, std::uint64_t at, std::span<std::byte> into) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < into.size(); ++i) {
    const std::uint64_t place = at + i;
    if (i == 0 || place % 8 == 0) word = draw(seed, "payload", place / 8) >> (8 * (place % 8));
    into[i] = static_cast<std::byte>(word & 0xff);
    word >>= 8;
  }
}

}  // namespace resumulator
