#include "http/open_socket.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <utility>

#include "http/local_peer.h"

namespace resumulator {
namespace {

/// With what the system adds to it the peer gets some 64 KiB ahead.
constexpr int kSmallBuffer = 32 * 1024;
/// It is asked every few milliseconds whether a peer is gone; a lookup of its socket costs more.
constexpr std::chrono::milliseconds kAskEvery{200};

}  // namespace

void OpenSocket::shut_down(int how) {
  MutexLock hold(mutex_);
  if (descriptor_ >= 0) ::shutdown(descriptor_, how);
}

void OpenSocket::shut_down() { shut_down(SHUT_RDWR); }
void OpenSocket::shut_down_reading() {
  const bool gone = peer_gone();
  MutexLock hold(mutex_);
  if (descriptor_ < 0) return;
  reading_ended_ = true;
  gone_before_ = gone_before_ || gone;
  ::shutdown(descriptor_, SHUT_RD);
}
void OpenSocket::shut_down_writing() { shut_down(SHUT_WR); }

bool OpenSocket::peer_gone() const {
  MutexLock hold(mutex_);
  if (descriptor_ < 0) return true;
  // Once our side reads no more, the system says so in the same word as for a peer that has closed.
  if (gone_before_) return true;
  const int closed = reading_ended_ ? POLLHUP | POLLERR : POLLRDHUP | POLLHUP | POLLERR;
  pollfd watched{descriptor_, POLLRDHUP, 0};
  if (::poll(&watched, 1, 0) > 0 && (watched.revents & closed) != 0) return true;
  return left_behind_bytes();
}

// A FIN cannot come before the bytes it stands behind, and those wait for room here.
bool OpenSocket::left_behind_bytes() const {
  int unread = 0;
  if (::ioctl(descriptor_, FIONREAD, &unread) != 0 || unread == 0) return false;
  const auto now = std::chrono::steady_clock::now();
  if (now - asked_ < kAskEvery) return false;
  asked_ = now;
  return local_peer_left(descriptor_);
}

void OpenSocket::hold_back(bool few) {
  MutexLock hold(mutex_);
  if (descriptor_ < 0 || few == (buffer_before_ != 0)) return;
  int size = kSmallBuffer;
  if (few) {
    socklen_t length = sizeof buffer_before_;
    ::getsockopt(descriptor_, SOL_SOCKET, SO_RCVBUF, &buffer_before_, &length);
  } else {
    size = std::exchange(buffer_before_, 0) / 2;  // the system doubles what it is given
  }
  ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
}

void OpenSocket::close() {
  MutexLock hold(mutex_);
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  descriptor_ = -1;
}

void OpenSocket::reset() {
  MutexLock hold(mutex_);
  if (descriptor_ < 0) return;
  const linger at_once{1, 0};
  ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  ::close(descriptor_);
  descriptor_ = -1;
}

int OpenSocket::release() {
  MutexLock hold(mutex_);
  return std::exchange(descriptor_, -1);
}

}  // namespace resumulator
