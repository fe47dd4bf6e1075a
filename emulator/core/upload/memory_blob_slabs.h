// Memory for segments of blobs, cut from slabs of 2 MiB that the system may back with one huge page
// each: touching fresh memory page by page costs more than receiving into it.
//
// Units    bytes; pieces are whole blocks of 32 KiB, at most a slab. Give a piece back with the
// size it was taken (or trimmed to). A slab that is empty goes back to the system at once, but for
// a few that wait for the next piece.
// Pages    come where they are about to be written, so that they are in the cache then; from the
// second slab on a thread of the lowest priority puts them behind the rest of a slab meanwhile,
// where a processor has nothing better to do.
//
// Threads  every call from any thread.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <thread>
#include <utility>

#include "core/base/mutex.h"
#include "core/upload/slab_maker.h"

namespace resumulator {

class MemoryBlobSlabs {
 public:
  static constexpr std::size_t kSlab = SlabMaker::kSlab;
  static constexpr std::size_t kBlock = 32 * 1024;

  MemoryBlobSlabs() = default;
  ~MemoryBlobSlabs();
  MemoryBlobSlabs(const MemoryBlobSlabs&) = delete;
  MemoryBlobSlabs& operator=(const MemoryBlobSlabs&) = delete;

  struct Piece {
    std::byte* at = nullptr;  ///< nullptr: the system has no more
    std::size_t size = 0;
  };
  /// A piece of `size`, or of at least an eighth of it where that fills up a slab: what grows in
  /// steps and is trimmed after each would else leave a hole in every slab.
  [[nodiscard]] Piece take(std::size_t size);
  /// Puts pages behind a part of a piece that is about to be written.
  void make_present(std::byte* part, std::size_t size);
  void give(std::byte* piece, std::size_t size);
  [[nodiscard]] std::size_t slabs() const;

 private:
  using Blocks = std::uint64_t;  // bit i: block i of a slab
  struct Slab {
    bool huge = false;
    Blocks taken = 0;
    Blocks present = 0;  // pages are behind it, or whoever has it is putting them there
  };
  using Slabs = std::map<std::byte*, Slab>;

  /// A slab for a run of `blocks`, which becomes shorter where that fills up a slab.
  [[nodiscard]] Slabs::iterator with_room(unsigned& blocks) REQUIRES(mutex_);
  void change(Slabs::iterator slab, Blocks taken) REQUIRES(mutex_);
  /// What of a run has no pages yet, all of a huge one; empty: nothing.
  [[nodiscard]] static Piece without_pages(Slabs::iterator slab, Blocks run);
  void go_ahead(Slabs::iterator slab) REQUIRES(mutex_);
  void work_ahead() EXCLUDES(mutex_);

  SlabMaker maker_;
  mutable Mutex mutex_;
  Slabs slabs_ GUARDED_BY(mutex_);                                       // by address
  std::set<std::pair<unsigned, std::byte*>> by_run_ GUARDED_BY(mutex_);  // longest free run
  std::size_t empty_ GUARDED_BY(mutex_) = 0;

  std::condition_variable_any wake_;
  std::byte* filling_ GUARDED_BY(mutex_) = nullptr;  // the slab whose rest gets its pages
  bool stopping_ GUARDED_BY(mutex_) = false;
  std::thread ahead_ GUARDED_BY(mutex_);
};

}  // namespace resumulator
