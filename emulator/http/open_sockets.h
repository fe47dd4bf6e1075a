// Every open connection's socket, so that stopping can end them all at once.
//
// Threads  any.
#pragma once

#include <cstddef>
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
  /// Shuts every socket down, and takes no more.
  void end_all() EXCLUDES(mutex_);

 private:
  Mutex mutex_;
  std::unordered_set<OpenSocket*> sockets_ GUARDED_BY(mutex_);
  bool ended_ GUARDED_BY(mutex_) = false;
};

}  // namespace resumulator
