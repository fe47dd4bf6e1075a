// Memory for slabs, made present ahead of need: the first touch of fresh pages takes as long as
// receiving into them, and on a virtual machine several times that.
//
// Ahead    one slab, and more with every slab that was needed, up to kAheadMax: a large upload then
//          never waits for a hand-over, a small one holds little that it does not use.
// Pages    huge ones, which are made several times faster than as many small ones; but where the
//          machine is slow to find one (a virtual machine whose own memory is fresh, memory in
//          pieces), small ones for a while.
// Threads  make() from any thread, one at a time. The thread that works ahead starts with the
//          second slab and ends with the maker.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <thread>

#include "core/base/mutex.h"

namespace resumulator {

/// Which pages slabs are made of: whichever were made faster lately. Threads: any.
class PageChoice {
 public:
  using Time = std::chrono::nanoseconds;
  [[nodiscard]] bool huge();
  /// What the slab took that huge() was asked for.
  void took(bool huge, Time time);

 private:
  std::atomic<Time> small_{std::chrono::milliseconds(1)};  ///< a slab of small ones, as it was last
  std::atomic<unsigned> small_left_{0};  ///< slabs until huge ones are tried again
  std::atomic<unsigned> pause_{1};       ///< twice as long after each failure
};

class SlabMaker {
 public:
  static constexpr std::size_t kSlab = 2 * 1024 * 1024;
  static constexpr std::size_t kAheadMax = 4;

  SlabMaker() = default;
  ~SlabMaker();
  SlabMaker(const SlabMaker&) = delete;
  SlabMaker& operator=(const SlabMaker&) = delete;

  /// kSlab bytes at a multiple of kSlab; nullptr: the system has no more.
  [[nodiscard]] std::byte* make() EXCLUDES(mutex_);
  static void unmap(std::byte* slab);

 private:
  [[nodiscard]] std::byte* map_present();
  void work_ahead() REQUIRES(mutex_);
  void work() EXCLUDES(mutex_);

  PageChoice pages_;
  Mutex mutex_;
  std::condition_variable_any wake_;
  std::array<std::byte*, kAheadMax> spares_ GUARDED_BY(mutex_){};
  std::size_t spare_count_ GUARDED_BY(mutex_) = 0;
  std::size_t wanted_ GUARDED_BY(mutex_) = 0;  ///< spares there are to be
  bool first_made_ GUARDED_BY(mutex_) = false;
  bool stopping_ GUARDED_BY(mutex_) = false;
  std::thread thread_ GUARDED_BY(mutex_);
};

}  // namespace resumulator
