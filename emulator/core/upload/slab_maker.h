// Addresses for slabs, and pages behind them before they are needed: that many at once take far
// less than as many faults.
//
// Room     mapped in areas of up to 64 MiB, each for slabs of one kind of page; one that was given
//          back keeps its address and loses its pages. So the table of mappings hardly ever
//          changes, and threads that touch memory do not wait for one that maps.
// Pages    huge ones, which are made several times faster than as many small ones; but where the
//          machine is slow to find one (a virtual machine whose own memory is fresh, memory in
//          pieces) or has none, small ones for a while. Small ones come with the piece that needs
//          them: whoever receives into it then finds them in the cache.
// Threads  every call from any thread.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <vector>

#include "core/base/mutex.h"

namespace resumulator {

/// Which pages slabs are made of: huge ones where they took at most half as long as small ones,
/// lately. Threads: any.
class PageChoice {
 public:
  using Time = std::chrono::nanoseconds;
  [[nodiscard]] bool huge();
  /// What a slab of such pages took, all of it.
  void took(bool huge, Time time);

 private:
  std::atomic<Time> small_{std::chrono::milliseconds(1)};  ///< a slab of small ones, as it was last
  std::atomic<unsigned> small_left_{0};  ///< slabs until huge ones are tried again
  std::atomic<unsigned> pause_{0};       ///< twice as long after each failure
};

class SlabMaker {
 public:
  static constexpr std::size_t kSlab = 2 * 1024 * 1024;

  struct Slab {
    /// kSlab bytes at a multiple of kSlab; nullptr: the system has no more.
    std::byte* at = nullptr;
    bool huge = false;  ///< of one page: all of it is present when some of it is
  };

  SlabMaker() = default;
  ~SlabMaker();
  SlabMaker(const SlabMaker&) = delete;
  SlabMaker& operator=(const SlabMaker&) = delete;

  /// Addresses alone; pages come by make_present(), or as they are touched.
  [[nodiscard]] Slab take() EXCLUDES(mutex_);
  /// Puts pages behind a piece of a slab that has none yet, behind all of a huge one. Where the
  /// system does not know the word, they come as they are touched.
  void make_present(bool huge, std::byte* piece, std::size_t size);
  /// The pages go back to the system.
  void give_back(Slab slab) EXCLUDES(mutex_);

 private:
  struct Area {
    std::byte* at;
    std::size_t size;
  };
  [[nodiscard]] bool map_area(bool huge) REQUIRES(mutex_);

  PageChoice pages_;
  Mutex mutex_;
  std::vector<Area> areas_ GUARDED_BY(mutex_);
  std::array<std::vector<std::byte*>, 2> free_
      GUARDED_BY(mutex_);                                          ///< small, huge; next at the end
  std::array<std::size_t, 2> next_area_ GUARDED_BY(mutex_){1, 1};  ///< slabs it will have
};

}  // namespace resumulator
