// Sizes and durations as people write them: "256MiB", "1.5 GiB", "4096"; "7d", "250ms".
//
// Units    sizes in bytes: B, kB, MB, GB, TB are powers of 1000, KiB, MiB, GiB, TiB of 1024; no
//          unit means bytes. Durations: us, ms, s, m, h, d; a duration without a unit is refused.
// Errors   kMalformed: not the grammar, no such unit, or a fraction of a byte or microsecond.
//          kOutOfRange: past 64 bits.
// Source   scenario language, "File format": the same words everywhere.
// Threads  pure functions.
#pragma once

#include <cstdint>
#include <resumulator/clock.hpp>
#include <resumulator/result.hpp>
#include <string>
#include <string_view>

namespace resumulator {

[[nodiscard]] Result<std::uint64_t> parse_size(std::string_view text);
[[nodiscard]] Result<Duration> parse_duration(std::string_view text);
/// "9 MiB", "1.5 GiB", "512 bytes": for people, not for parse_size.
[[nodiscard]] std::string format_size(std::uint64_t bytes);
/// The largest unit that fits without a rest: "7d", "90m", "0s". parse_duration reads it back.
[[nodiscard]] std::string format_duration(Duration duration);

}  // namespace resumulator
