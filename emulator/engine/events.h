// What happens in a server, as it happens: for those who wait for "the fault has fired" and then
// act.
//
// Cost     nothing is kept before the first look; then the last kKept events.
// Threads  every call from any thread.
// Source   docs/admin-api.md, "Events".
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "core/base/mutex.h"

namespace resumulator {

struct Event {
  std::uint64_t id = 0;  ///< from 1, without gaps
  std::string kind;      ///< "request.start", "fault", "session" … (docs/admin-api.md)
  std::string lane;
  std::string data;  ///< a JSON object on one line
};

class Events {
 public:
  static constexpr std::size_t kKept = 30'000;

  /// Whether anybody has looked yet: who has to make `data` first asks.
  [[nodiscard]] bool wanted() const { return wanted_; }
  void publish(std::string kind, std::string lane, std::string data) EXCLUDES(mutex_);
  /// Events behind `after`, oldest first; waits for one, at most so long.
  [[nodiscard]] std::vector<Event> after(std::uint64_t after, std::chrono::milliseconds wait)
      EXCLUDES(mutex_);
  /// The id of the latest; from now on events are kept.
  [[nodiscard]] std::uint64_t begin() EXCLUDES(mutex_);
  void stop() EXCLUDES(mutex_);

 private:
  std::atomic<bool> wanted_{false};
  Mutex mutex_;
  std::condition_variable_any more_;
  std::deque<Event> kept_ GUARDED_BY(mutex_);
  std::uint64_t last_ GUARDED_BY(mutex_) = 0;
  bool stopped_ GUARDED_BY(mutex_) = false;
};

}  // namespace resumulator
