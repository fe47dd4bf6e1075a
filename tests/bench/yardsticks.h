// What the machine can do in the same minute: figures are ratios to these.
#pragma once

#include <cstdint>

namespace resumulator::bench {

/// Bytes per second into a plain-socket receiver that throws them away (another process, 256 KiB
/// reads).
[[nodiscard]] double sink_rate(std::uint64_t total);
/// Bytes per second of `openssl speed -bytes 16384 md5`.
[[nodiscard]] double md5_rate();

}  // namespace resumulator::bench
