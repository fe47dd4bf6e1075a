// One accepted socket: its owner reads, writes and closes it, other threads may only end its waits.
//
// Errors   a socket that is closed already answers "gone" and takes shutdowns in silence.
// Threads  shut_down(), shut_down_reading() and peer_gone() from any thread at any time: they can
// never hit a descriptor that was closed and given to somebody else. The rest: the owner alone.
#pragma once

#include <chrono>

#include "core/base/mutex.h"

namespace resumulator {

class OpenSocket {
 public:
  /// Takes ownership of `descriptor`.
  explicit OpenSocket(int descriptor) : descriptor_(descriptor) {}
  ~OpenSocket() { close(); }
  OpenSocket(const OpenSocket&) = delete;
  OpenSocket& operator=(const OpenSocket&) = delete;

  /// The descriptor, for the owner's system calls.
  [[nodiscard]] int descriptor() const NO_THREAD_SAFETY_ANALYSIS { return descriptor_; }

  /// Ends every wait of the owner, reading and writing.
  void shut_down() EXCLUDES(mutex_);
  /// Ends a read that waits; answers can still be sent.
  void shut_down_reading() EXCLUDES(mutex_);
  /// Sends FIN: nothing more will be written.
  void shut_down_writing() EXCLUDES(mutex_);
  /// The peer closed its side, or the connection broke. Unread bytes may still be there: of a peer
  /// on this machine it is noticed even where more of them lie before the FIN than fit here.
  [[nodiscard]] bool peer_gone() const EXCLUDES(mutex_);

  /// Makes the receive buffer small, so that the peer's system cannot hand over much more than is
  /// read here; false: as large as it was. A window that was announced is not taken back.
  void hold_back(bool few) EXCLUDES(mutex_);

  /// Closes as the system does it: FIN, or RST where input is unread. Twice is harmless.
  void close() EXCLUDES(mutex_);
  /// Closes with RST; bytes the peer has not read yet are lost to it.
  void reset() EXCLUDES(mutex_);
  /// Gives the descriptor away and is closed from then on.
  [[nodiscard]] int release() EXCLUDES(mutex_);

 private:
  void shut_down(int how) EXCLUDES(mutex_);
  [[nodiscard]] bool left_behind_bytes() const REQUIRES(mutex_);

  mutable Mutex mutex_;
  int buffer_before_ GUARDED_BY(mutex_) = 0;       ///< bytes; 0: the peer is not held back
  int descriptor_ GUARDED_BY(mutex_);              ///< -1: closed. Changed by the owner alone
  bool reading_ended_ GUARDED_BY(mutex_) = false;  ///< by us
  bool gone_before_ GUARDED_BY(mutex_) = false;    ///< the peer, when we ended it
  mutable std::chrono::steady_clock::time_point asked_ GUARDED_BY(mutex_){};  ///< of the system, last
};

}  // namespace resumulator
