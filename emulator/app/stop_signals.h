// SIGTERM and SIGINT as something to wait for. Made before any thread exists, so that every thread
// inherits the mask.
//
// Threads  one.
#pragma once

#include <chrono>
#include <optional>

namespace resumulator::app {

class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  enum class Woke : std::uint8_t { kSignal, kParentGone, kReadable, kTimeout };
  /// `watch_stdin`: the end of standard input is the parent's end. `also`: a descriptor that may
  /// become readable; -1: none.
  [[nodiscard]] Woke wait(bool watch_stdin, std::optional<std::chrono::milliseconds> timeout,
                          int also = -1);
  /// Whether wait() would tell of an end at once; the next wait() still tells of it.
  [[nodiscard]] bool pending(bool watch_stdin) const;
  /// From now on a signal ends the process at once.
  void let_through();

 private:
  int descriptor_;
};

}  // namespace resumulator::app
