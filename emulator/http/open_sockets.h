// Every open connection's socket, so that stopping can end them all at once.
//
// Waits    ending them lets answers that are under way leave, for a moment.
// Threads  any.
#pragma once

#include <chrono>
#include <condition_variable>
#include <unordered_set>

#include "core/base/mutex.h"
#include "http/open_socket.h"

namespace resumulator {

class OpenSockets {
 public:
  /// False: everything was ended already; the socket must not be served.
  [[nodiscard]] bool add(OpenSocket& socket) EXCLUDES(mutex_);
  /// Must come before the socket's end.
  void remove(OpenSocket& socket) EXCLUDES(mutex_);
  /// Takes no more, and shuts every socket down: reading at once, writing once those who serve them
  /// had `grace` to say what they had to.
  void end_all(std::chrono::milliseconds grace) EXCLUDES(mutex_);

 private:
  Mutex mutex_;
  std::condition_variable_any fewer_;
  std::unordered_set<OpenSocket*> sockets_ GUARDED_BY(mutex_);
  bool ended_ GUARDED_BY(mutex_) = false;
};

}  // namespace resumulator
