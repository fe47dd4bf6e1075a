// Real waits that end early: when the server stops, or when nobody is there any more to wait for.
//
// Threads  every call from any thread.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>

#include "core/base/mutex.h"

namespace resumulator {

class Waits {
 public:
  using Time = std::chrono::microseconds;
  static constexpr Time kForever = Time::max();

  /// True after `time`; false as soon as stop() was called or `gone` says so. `gone` is asked every
  /// few milliseconds: nothing wakes us when a peer leaves.
  bool wait(Time time, const std::function<bool()>& gone) EXCLUDES(mutex_);
  /// Ends every wait, now and later.
  void stop() EXCLUDES(mutex_);

 private:
  Mutex mutex_;
  std::condition_variable_any stopped_;
  bool stopping_ GUARDED_BY(mutex_) = false;
};

}  // namespace resumulator
