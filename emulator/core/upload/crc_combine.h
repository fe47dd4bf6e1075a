// The CRC-32C of two byte strings, one behind the other, from the CRC-32C of each.
//
// Units    finished values, as Digests::crc32c has them; the length is that of the second string.
// Source   the CRC of a string is linear in it: appending n zero bits multiplies by x^n modulo the
//          polynomial (0x1EDC6F41). Costs some 64 steps, whatever the length.
// Threads  a pure function.
#pragma once

#include <cstdint>

namespace resumulator {

[[nodiscard]] std::uint32_t crc32c_of_both(std::uint32_t first, std::uint32_t second,
                                           std::uint64_t second_length);

}  // namespace resumulator
