// What came of a read or a write on a connection.
//
// Threads  plain values.
#pragma once

#include <cstddef>
#include <cstdint>

namespace resumulator {

enum class IoState : std::uint8_t {
  kData,     ///< bytes came or went
  kEnd,      ///< the peer will send no more
  kTimeout,  ///< silence for as long as was allowed
  kFailed,   ///< the connection is broken, or was ended from our side
};
struct IoResult {
  IoState state = IoState::kData;
  std::size_t size = 0;
};

}  // namespace resumulator
