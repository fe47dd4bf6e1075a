// Turns away connections that find no worker: each gets one short answer, then is closed in order.
//
// One thread for all of them, begun with the first: a guest who is slow delays nobody. The answer
// goes out when the guest has sent something: clients take an answer to no request for a fault.
//
// Errors   none: a guest who cannot be answered is closed.
// Threads  turn_away() from any; finish() from one.
#pragma once

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "core/base/mutex.h"
#include "http/listener.h"

namespace resumulator {

class RefusalDesk {
 public:
  /// Guests at once; the one who has been here longest leaves for a new one.
  static constexpr std::size_t kGuestsMax = 64;

  RefusalDesk() = default;
  ~RefusalDesk() { finish(); }
  RefusalDesk(const RefusalDesk&) = delete;
  RefusalDesk& operator=(const RefusalDesk&) = delete;

  /// Never waits.
  void turn_away(Descriptor socket, std::string answer) EXCLUDES(mutex_);
  /// Closes every guest, takes no more. Twice is harmless.
  void finish() EXCLUDES(mutex_);

 private:
  struct Guest {
    Descriptor socket;
    std::string answer;  ///< empty: it was sent
    std::chrono::steady_clock::time_point until;
  };

  void work() EXCLUDES(mutex_);
  /// Takes new guests over. False: finish.
  [[nodiscard]] bool welcome(std::vector<Guest>& guests) EXCLUDES(mutex_);
  /// False: this guest is done.
  [[nodiscard]] static bool attend(Guest& guest);

  Mutex mutex_;
  std::vector<Guest> arrived_ GUARDED_BY(mutex_);
  bool finishing_ GUARDED_BY(mutex_) = false;
  Descriptor bell_ GUARDED_BY(mutex_);  ///< wakes the thread
  std::thread thread_ GUARDED_BY(mutex_);
};

}  // namespace resumulator
