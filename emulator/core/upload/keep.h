// What survives of a request's body where something else than the protocol's policy decides.
//
// Units    bytes of this request's body. Threads  plain values.
// Source   docs/scenario-format.md, "keep".
#pragma once

#include <cstdint>

namespace resumulator {

struct Keep {
  enum class Kind : std::uint8_t {
    kReceived,  ///< every byte that came
    kAligned,   ///< down to the protocol's granularity
    kNothing,
    kBytes,  ///< the first `bytes` that came
    kShare,  ///< `percent` of what came, rounded down to a byte
  };
  Kind kind = Kind::kReceived;
  std::uint64_t bytes = 0;
  double percent = 0;
  friend bool operator==(const Keep&, const Keep&) = default;
};

}  // namespace resumulator
