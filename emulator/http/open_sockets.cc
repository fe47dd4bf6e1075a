#include "http/open_sockets.h"

namespace resumulator {

bool OpenSockets::add(OpenSocket& socket) {
  MutexLock hold(mutex_);
  if (!ended_) sockets_.insert(&socket);
  return !ended_;
}

void OpenSockets::remove(OpenSocket& socket) {
  MutexLock hold(mutex_);
  sockets_.erase(&socket);
}

void OpenSockets::end_all() {
  MutexLock hold(mutex_);
  ended_ = true;
  for (auto* socket : sockets_) socket->shut_down();
}

}  // namespace resumulator
