// The digest of a blob's beginning, following the blob as it grows.
//
// It has a position of its own: follow() lets a pool thread advance it while more bytes come, at()
// brings it to exactly one offset and says what the digests are there. It never has to be fed: it
// reads what lies in the blob. It can be taken back: to the offset last asked for with at(), or to
// the last multiple of `settles` it passed, at no cost; to anywhere else by reading anew.
//
// MD5 takes ten times as long as everything else and cannot be split: it alone is the pool's. The
// owner computes CRC-32C itself, while the bytes it has received are still in its cache.
//
// Units    bytes from the blob's beginning.
// Errors   kUnavailable when the blob cannot be read.
// Threads  one owner calls follow(), advance_to(), at() and rewind(); run() is the pool's.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <resumulator/result.hpp>
#include <span>

#include "core/base/mutex.h"
#include "core/upload/blob.h"
#include "core/upload/checksum.h"
#include "core/upload/followed.h"
#include "core/upload/hash_pool.h"
#include "core/upload/md5_stream.h"

namespace resumulator {

class FollowingDigest final : public HashJob, public std::enable_shared_from_this<FollowingDigest> {
 public:
  FollowingDigest(bool with_md5, HashPool& pool);

  /// Where the owner may want it back to: at multiples of this. 1: it will not be taken back.
  void settle_at(std::uint64_t multiples);
  /// Advances in the background up to `target`, which must lie in `blob` and stay there until at()
  /// or rewind() was called. Waits while the background is far behind: receiving faster than can be
  /// hashed wins nothing and takes the processor from the hashing.
  void follow(const std::shared_ptr<const Blob>& blob, std::uint64_t target);
  /// Advances here and now up to `target`, if it is not there yet.
  [[nodiscard]] Result<void> advance_to(const Blob& blob, std::uint64_t target);
  /// The digests of the first `offset` bytes. Does here what the background has not done.
  [[nodiscard]] Result<Digests> at(const Blob& blob, std::uint64_t offset);
  /// Ends the background work; bytes from `offset` on may change after this.
  void rewind(std::uint64_t offset);

  void run(std::span<std::byte> scratch) override;

 private:
  void claim();
  void release();
  /// MD5 of the first `offset` bytes, and the end of the background work.
  [[nodiscard]] Result<Md5> md5_at(const Blob& blob, std::uint64_t offset);

  const bool with_md5_;
  HashPool& pool_;
  Followed<RunningDigest> crc32c_{RunningDigest(false)};  // the owner's
  Followed<Md5Stream> md5_{Md5Stream()};                  // of whoever made busy_ true
  std::uint64_t settles_ = 1;                             // changed while it is not busy

  Mutex mutex_;
  std::condition_variable_any stepped_;
  std::shared_ptr<const Blob> blob_ GUARDED_BY(mutex_);
  std::uint64_t target_ GUARDED_BY(mutex_) = 0;  // of the background
  std::uint64_t done_ GUARDED_BY(mutex_) = 0;    // the position after the last step
  bool busy_ GUARDED_BY(mutex_) = false;
  bool queued_ GUARDED_BY(mutex_) = false;
  bool wanted_ GUARDED_BY(mutex_) = false;   // the owner waits for the background to pause
  bool lagging_ GUARDED_BY(mutex_) = false;  // the owner waits for it to come nearer
};

}  // namespace resumulator
