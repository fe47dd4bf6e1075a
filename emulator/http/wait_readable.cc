#include "http/wait_readable.h"

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>

namespace resumulator {

bool wait_readable(int descriptor, std::chrono::milliseconds wait) {
  using Clock = std::chrono::steady_clock;
  const auto until = Clock::now() + wait;
  auto left = wait;
  for (;;) {
    pollfd watched{descriptor, POLLIN | POLLRDHUP, 0};
    const auto most = std::clamp<std::int64_t>(left.count(), 0, 1'000'000'000);
    const int ready = ::poll(&watched, 1, static_cast<int>(most));
    if (ready > 0 || (ready < 0 && errno != EINTR)) return true;
    left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
    if (left.count() <= 0) return false;
  }
}

}  // namespace resumulator
