// The digest of a blob's beginning, following the blob as it grows.
//
// It has a position of its own: follow() lets a pool thread advance it while more bytes come, at()
// brings it to exactly one offset and says what the digests are there. It never has to be fed: it
// reads what lies in the blob. It can be taken back: to the offset last asked for with at(), or to
// the last multiple of `settles` it passed, at no cost; to anywhere else by reading anew.
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
#include "core/upload/hash_pool.h"

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
  void take_back(std::uint64_t offset);
  [[nodiscard]] Result<void> hash(const Blob& blob, std::uint64_t end,
                                  std::span<std::byte> scratch);
  [[nodiscard]] Result<void> hash_piece(const Blob& blob, std::uint64_t end,
                                        std::span<std::byte> scratch);

  HashPool& pool_;
  // Of whoever made busy_ true.
  RunningDigest digest_;
  RunningDigest base_;     // as it was at the offset last asked for
  RunningDigest settled_;  // as it was at the last multiple of settles_ passed
  std::uint64_t settles_ = 1;

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
