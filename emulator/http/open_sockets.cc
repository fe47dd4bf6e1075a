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
  fewer_.notify_all();
}

void OpenSockets::end_all(std::chrono::milliseconds grace) {
  const auto until = std::chrono::steady_clock::now() + grace;
  MutexLock hold(mutex_);
  ended_ = true;
  for (auto* socket : sockets_) socket->shut_down_reading();
  while (!sockets_.empty()) {
    if (fewer_.wait_until(mutex_, until) == std::cv_status::timeout) break;
  }
  for (auto* socket : sockets_) socket->shut_down();
}

}  // namespace resumulator
