// Memory for segments of blobs, cut from slabs of 2 MiB that the system may back with one huge page
// each: touching fresh memory page by page costs more than receiving into it. A piece has its pages
// when it is handed out.
//
// Units    bytes; pieces are whole blocks of 32 KiB, at most a slab. Give a piece back with the
// size it was taken (or trimmed to). A slab that is empty goes back to the system at once, but for
// a few that wait for the next piece.
// Threads  every call from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <utility>

#include "core/base/mutex.h"
#include "core/upload/slab_maker.h"

namespace resumulator {

class MemoryBlobSlabs {
 public:
  static constexpr std::size_t kSlab = SlabMaker::kSlab;
  static constexpr std::size_t kBlock = 32 * 1024;

  struct Piece {
    std::byte* at = nullptr;  ///< nullptr: the system has no more
    std::size_t size = 0;
  };
  /// A piece of `size`, or of at least an eighth of it where that fills up a slab: what grows in
  /// steps and is trimmed after each would else leave a hole in every slab.
  [[nodiscard]] Piece take(std::size_t size);
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
  /// What make_present() is to have before `run` is handed out; empty: nothing.
  [[nodiscard]] static Piece without_pages(Slabs::iterator slab, Blocks run);

  SlabMaker maker_;
  mutable Mutex mutex_;
  Slabs slabs_ GUARDED_BY(mutex_);                                       // by address
  std::set<std::pair<unsigned, std::byte*>> by_run_ GUARDED_BY(mutex_);  // longest free run
  std::size_t empty_ GUARDED_BY(mutex_) = 0;
};

}  // namespace resumulator
