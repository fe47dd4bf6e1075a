// Blobs in memory: segments that never move, so growing copies nothing and readers never wait for
// the writer. Past the store's memory limit a segment lies in the temporary file instead; its
// writer then fills a scratch buffer that commit() writes out.
#include <algorithm>
#include <atomic>
#include <cassert>
#include <cstring>
#include <utility>
#include <vector>

#include "core/base/mutex.h"
#include "core/upload/blob.h"
#include "core/upload/memory_blob_pool.h"

namespace resumulator {
namespace {

constexpr std::size_t kSegmentMin = 4 * 1024;
constexpr std::size_t kFirstMax = 256 * 1024;  // what a first segment grants a caller who asks
constexpr std::size_t kSegmentMax = 1024 * 1024;
constexpr std::size_t kBlock = MemoryBlobSlabs::kBlock;  // from here on segments are whole blocks
constexpr std::size_t kScratch = 256 * 1024;

struct Segment {
  std::uint64_t start = 0;  // offset in the blob
  std::size_t capacity = 0;
  std::byte* memory = nullptr;  // nullptr: in the file
  std::uint64_t extent = 0;     // offset in the file
};

class MemoryBlob final : public Blob {
 public:
  explicit MemoryBlob(std::shared_ptr<MemoryBlobPool> pool) : pool_(std::move(pool)) {}
  ~MemoryBlob() override {
    MutexLock hold(mutex_);
    for (const Segment& segment : segments_) give_back(segment);
  }

  [[nodiscard]] std::uint64_t size() const override { return size_.load(); }

  [[nodiscard]] Result<std::span<std::byte>> reserve(std::size_t want) override {
    assert(want > 0);
    const std::uint64_t size = size_.load();
    room_ = {};
    if (segments_end() == size) {
      if (Result<void> grown = grow(size, want); !grown) return Unexpected(grown.error());
    }
    const Segment last = last_segment();
    const auto used = static_cast<std::size_t>(size - last.start);
    const std::size_t room = std::min(want, last.capacity - used);
    if (last.memory != nullptr) {
      room_ = {last.memory + used, room};
      if (last.capacity >= kBlock) pool_->make_present(room_.data(), room_.size());
    } else {
      if (scratch_.size() < std::min(room, kScratch)) scratch_.resize(std::min(room, kScratch));
      room_ = {scratch_.data(), std::min(room, scratch_.size())};
    }
    return room_;
  }

  [[nodiscard]] Result<void> commit(std::size_t n) override {
    assert(n <= room_.size());
    const std::uint64_t size = size_.load();
    if (n > 0 && !scratch_.empty() && room_.data() == scratch_.data()) {
      const Segment last = last_segment();
      Result<void> written = pool_->write(last.extent + (size - last.start), room_.first(n));
      if (!written) return written;
    }
    room_ = {};
    size_.store(size + n);
    return {};
  }

  [[nodiscard]] Result<void> truncate(std::uint64_t size) override {
    if (size > size_.load()) {
      return Unexpected(ErrorKind::kUsage, "a blob is only ever shortened");
    }
    room_ = {};
    size_.store(size);
    drop_unused();
    return {};
  }

  void release_room() override {
    room_ = {};
    scratch_ = {};
    drop_unused();
  }

  [[nodiscard]] Result<std::size_t> read(std::uint64_t at,
                                         std::span<std::byte> into) const override {
    std::size_t done = 0;
    while (done < into.size()) {
      const auto [segment, from, n] = find(at + done, into.size() - done);
      if (n == 0) break;
      if (segment.memory != nullptr) {
        std::memcpy(into.data() + done, segment.memory + from, n);
      } else if (Result<void> got = pool_->read(segment.extent + from, into.subspan(done, n));
                 !got) {
        return Unexpected(got.error());
      }
      done += n;
    }
    return done;
  }

  [[nodiscard]] std::span<const std::byte> view(std::uint64_t at, std::size_t max) const override {
    const auto [segment, from, n] = find(at, max);
    if (n == 0 || segment.memory == nullptr) return {};
    return {segment.memory + from, n};
  }

 private:
  struct Place {
    Segment segment;
    std::size_t from = 0;
    std::size_t n = 0;  // 0: past the end
  };

  [[nodiscard]] Place find(std::uint64_t at, std::size_t max) const {
    const std::uint64_t size = size_.load();
    if (at >= size) return {};
    MutexLock hold(mutex_);
    const auto after =
        std::upper_bound(segments_.begin(), segments_.end(), at,
                         [](std::uint64_t offset, const Segment& s) { return offset < s.start; });
    const Segment& segment = *std::prev(after);
    const std::uint64_t from = at - segment.start;
    const std::uint64_t n = std::min({segment.capacity - from, size - at, std::uint64_t{max}});
    return {segment, static_cast<std::size_t>(from), static_cast<std::size_t>(n)};
  }

  [[nodiscard]] std::uint64_t segments_end() const {
    MutexLock hold(mutex_);
    return segments_.empty() ? 0 : segments_.back().start + segments_.back().capacity;
  }
  [[nodiscard]] Segment last_segment() const {
    MutexLock hold(mutex_);
    return segments_.back();
  }

  [[nodiscard]] Result<void> grow(std::uint64_t size, std::size_t want) {
    // As large as all before it, or as the caller asks within reason: few segments, little waste.
    std::size_t capacity = std::max(std::min(want, kFirstMax), kSegmentMin);
    capacity = static_cast<std::size_t>(std::max<std::uint64_t>(capacity, size));
    const std::size_t step = capacity < kBlock ? kSegmentMin : kBlock;
    capacity = std::min((capacity + step - 1) / step * step, kSegmentMax);
    const MemoryBlobPool::Memory memory = pool_->take_memory(capacity);
    Segment segment{.start = size, .capacity = memory.size, .memory = memory.at};
    if (segment.memory == nullptr) {
      segment.capacity = std::max(capacity, kScratch);
      Result<std::uint64_t> extent = pool_->take_extent(segment.capacity);
      if (!extent) return Unexpected(std::move(extent).error());
      segment.extent = *extent;
    }
    MutexLock hold(mutex_);
    segments_.push_back(segment);
    return {};
  }

  void drop_unused() {
    const std::uint64_t size = size_.load();
    MutexLock hold(mutex_);
    while (!segments_.empty() && segments_.back().start >= size) {
      give_back(segments_.back());
      segments_.pop_back();
    }
    if (segments_.empty() || segments_.back().memory == nullptr) return;
    Segment& last = segments_.back();
    last.capacity =
        pool_->trim_memory(last.memory, last.capacity, static_cast<std::size_t>(size - last.start));
  }

  void give_back(const Segment& segment) {
    if (segment.memory != nullptr) {
      pool_->give_memory(segment.memory, segment.capacity);
    } else {
      pool_->give_extent(segment.extent, segment.capacity);
    }
  }

  const std::shared_ptr<MemoryBlobPool> pool_;
  std::atomic<std::uint64_t> size_{0};
  mutable Mutex mutex_;  // the table only: bytes are touched outside it
  std::vector<Segment> segments_ GUARDED_BY(mutex_);
  std::span<std::byte> room_;       // the writer's
  std::vector<std::byte> scratch_;  // the writer's
};

class MemoryBlobStore final : public BlobStore {
 public:
  explicit MemoryBlobStore(std::uint64_t limit) : pool_(std::make_shared<MemoryBlobPool>(limit)) {}
  [[nodiscard]] Result<std::shared_ptr<Blob>> create() override {
    return std::shared_ptr<Blob>(std::make_shared<MemoryBlob>(pool_));
  }
  [[nodiscard]] Result<std::shared_ptr<Blob>> open(const std::string& key,
                                                   std::uint64_t /*size*/) override {
    return Unexpected(ErrorKind::kNotFound, "blobs in memory do not outlive the process", key);
  }

 private:
  std::shared_ptr<MemoryBlobPool> pool_;
};

}  // namespace

std::unique_ptr<BlobStore> make_memory_blob_store(std::uint64_t memory_limit) {
  return std::make_unique<MemoryBlobStore>(memory_limit);
}

}  // namespace resumulator
