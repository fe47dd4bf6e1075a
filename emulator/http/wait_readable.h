// A wait for input on a socket.
//
// Threads  any; a shutdown of the socket ends it.
#pragma once

#include <chrono>

namespace resumulator {

/// Waits for input or an end. False: silence. A wait of zero or less does not wait.
[[nodiscard]] bool wait_readable(int descriptor, std::chrono::milliseconds wait);

}  // namespace resumulator
