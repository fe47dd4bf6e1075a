#include "core/base/random.h"

#include <unistd.h>

#include <chrono>

namespace resumulator {
namespace {

constexpr std::uint64_t kGolden = 0x9E3779B97F4A7C15ULL;

std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27U)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31U);
}

std::uint64_t fnv1a(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
  }
  return hash;
}

}  // namespace

std::uint64_t draw(std::uint64_t seed, std::string_view name, std::uint64_t index) {
  const std::uint64_t stream = mix(mix(seed + kGolden) ^ fnv1a(name));
  return mix(stream + kGolden * (index + 1));
}

double draw_unit(std::uint64_t seed, std::string_view name, std::uint64_t index) {
  // 53 bits: all that a double holds, so 1.0 is never reached.
  return static_cast<double>(draw(seed, name, index) >> 11U) * 0x1.0p-53;
}

std::uint64_t random_seed() {
  std::uint64_t seed = 0;
  if (getentropy(&seed, sizeof seed) == 0) return seed;
  return mix(
      static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count()));
}

}  // namespace resumulator
