// Bytes made from a seed: payloads of scenarios and planted objects. Any part can be made alone.
//
// Source   byte i is byte i % 8 (little-endian) of draw(seed, "payload", i / 8).
// Threads  pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace resumulator {

/// The bytes [at, at + into.size()) of the endless byte string of `seed`.
void fill_seeded(std::uint64_t seed, std::uint64_t at, std::span<std::byte> into);

}  // namespace resumulator
