// Log lines to stderr, in order, without ever holding up the server: where nobody reads the pipe,
// lines are dropped and counted.
//
// Threads  write() from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/mutex.h"

namespace resumulator::app {

class LogSink {
 public:
  explicit LogSink(int descriptor) : descriptor_(descriptor) {}
  void write(const std::string& line) EXCLUDES(mutex_);

 private:
  [[nodiscard]] bool takes_more(int wait_ms) const;
  [[nodiscard]] bool put(std::string_view text, int wait_ms) const;

  const int descriptor_;
  Mutex mutex_;
  std::uint64_t dropped_ GUARDED_BY(mutex_) = 0;
};

}  // namespace resumulator::app
