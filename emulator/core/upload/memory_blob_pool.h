// The room all memory blobs of one store share: memory up to a limit, past it one unlinked
// temporary file cut into extents.
//
// Units    bytes. Memory is counted as it is handed out, rounded up to what it occupies.
// Errors   kUnavailable when the temporary file cannot be made, grown, written or read.
// Threads  every call from any thread; reads and writes of different extents do not wait for each
// other.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <resumulator/result.hpp>
#include <set>
#include <span>
#include <utility>

#include "core/base/mutex.h"
#include "core/upload/memory_blob_slabs.h"

namespace resumulator {

class MemoryBlobPool {
 public:
  explicit MemoryBlobPool(std::uint64_t memory_limit) : limit_(memory_limit) {}
  ~MemoryBlobPool();
  MemoryBlobPool(const MemoryBlobPool&) = delete;
  MemoryBlobPool& operator=(const MemoryBlobPool&) = delete;

  /// Memory of `size` bytes, from a block up perhaps less (see MemoryBlobSlabs). Nothing when the
  /// limit, or the machine, has no room for it.
  using Memory = MemoryBlobSlabs::Piece;
  [[nodiscard]] Memory take_memory(std::size_t size);
  /// Puts pages behind a part of a piece of a block and more that is about to be written: as many
  /// at once as are filled at once, so that they are in the cache then.
  void make_present(std::byte* part, std::size_t size) { slabs_.make_present(part, size); }
  void give_memory(std::byte* memory, std::size_t size);
  /// Gives back the end of a piece of memory of which `used` bytes (not 0) are needed; returns the
  /// size that is left (which may be the whole).
  [[nodiscard]] std::size_t trim_memory(std::byte* memory, std::size_t size, std::size_t used);
  [[nodiscard]] std::uint64_t memory_in_use() const { return used_.load(); }

  /// An extent of the temporary file; its offset.
  [[nodiscard]] Result<std::uint64_t> take_extent(std::uint64_t size);
  void give_extent(std::uint64_t at, std::uint64_t size);
  [[nodiscard]] Result<void> write(std::uint64_t at, std::span<const std::byte> bytes);
  /// All of `into`.
  [[nodiscard]] Result<void> read(std::uint64_t at, std::span<std::byte> into) const;
  /// Bytes of the file that extents occupy, free ones between them included.
  [[nodiscard]] std::uint64_t file_size() const;

 private:
  [[nodiscard]] Result<void> open_file() REQUIRES(mutex_);

  const std::uint64_t limit_;
  std::atomic<std::uint64_t> used_{0};
  MemoryBlobSlabs slabs_;  // pieces of a block and more; the allocator has the small ones
  std::atomic<int> file_{-1};
  mutable Mutex mutex_;
  std::uint64_t end_ GUARDED_BY(mutex_) = 0;
  std::map<std::uint64_t, std::uint64_t> free_ GUARDED_BY(mutex_);  // offset → size, never adjacent
  std::set<std::pair<std::uint64_t, std::uint64_t>> free_by_size_ GUARDED_BY(mutex_);
};

}  // namespace resumulator
