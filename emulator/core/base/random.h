// Seeded draws without shared state: every draw is a hash of (seed, what it is for, how-manieth).
//
// Source   SplitMix64 finaliser over FNV-1a of the name; no draw can move another (scenario
// language, "Determinism").
#pragma once

#include <cstdint>
#include <string_view>

namespace resumulator {

/// The `index`-th 64-bit draw of the stream `name` under `seed`.
[[nodiscard]] std::uint64_t draw(std::uint64_t seed, std::string_view name, std::uint64_t index);
/// The same as a number in [0, 1).
[[nodiscard]] double draw_unit(std::uint64_t seed, std::string_view name, std::uint64_t index);
/// A seed nobody chose, from the system.
[[nodiscard]] std::uint64_t random_seed();

}  // namespace resumulator
