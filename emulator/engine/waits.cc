#include "engine/waits.h"

#include <algorithm>

namespace resumulator {
namespace {

constexpr std::chrono::microseconds kLook = std::chrono::milliseconds(10);

}  // namespace

bool Waits::wait(Time time, const std::function<bool()>& gone) {
  using Clock = std::chrono::steady_clock;
  const auto start = Clock::now();
  for (;;) {
    if (gone && gone()) return false;
    const auto waited = std::chrono::duration_cast<Time>(Clock::now() - start);
    if (waited >= time) return true;
    MutexLock hold(mutex_);
    if (stopping_) return false;
    stopped_.wait_for(mutex_, std::min(time - waited, kLook));
    if (stopping_) return false;
  }
}

void Waits::stop() {
  MutexLock hold(mutex_);
  stopping_ = true;
  stopped_.notify_all();
}

}  // namespace resumulator
