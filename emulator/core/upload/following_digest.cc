#include "core/upload/following_digest.h"

#include <algorithm>
#include <utility>

namespace resumulator {
namespace {

// One step of the background: as long as the owner may have to wait for it.
constexpr std::uint64_t kStepBytes = 256 * 1024;
// So far may the background be behind; then the owner waits until it is half of that.
constexpr std::uint64_t kLagMax = 1024 * 1024;

}  // namespace

FollowingDigest::FollowingDigest(bool with_md5, HashPool& pool)
    : with_md5_(with_md5), pool_(pool) {}

void FollowingDigest::follow(const std::shared_ptr<const Blob>& blob, std::uint64_t target) {
  // What cannot be read here is met again, and reported, by at().
  static_cast<void>(crc32c_.advance(*blob, target, settles_, {}));
  if (!with_md5_) return;
  bool submit = false;
  bool alone = false;
  {
    MutexLock hold(mutex_);
    if (target <= target_) return;
    target_ = target;
    blob_ = blob;
    submit = !busy_ && !queued_;
    if (submit) queued_ = true;
    lagging_ = busy_ && target_ - done_ > kLagMax;
    while (lagging_ && busy_) stepped_.wait(mutex_);
    lagging_ = false;
    // Nobody has come for it: every thread of the pool works for others.
    alone = !submit && !busy_ && target_ - done_ > kLagMax;
  }
  if (submit && !pool_.submit(shared_from_this())) {
    MutexLock hold(mutex_);
    queued_ = false;
    alone = true;
  }
  // What cannot be read here is met again, and reported, by at().
  if (alone) static_cast<void>(advance_to(*blob, target));
}

void FollowingDigest::run(std::span<std::byte> scratch) {
  MutexLock hold(mutex_);
  queued_ = false;
  if (busy_) return;
  busy_ = true;
  while (!wanted_ && !pool_.stopping() && done_ < target_) {
    const std::shared_ptr<const Blob> blob = blob_;
    const std::uint64_t end = std::min(target_, done_ + kStepBytes);
    mutex_.unlock();
    const bool read = md5_.advance(*blob, end, settles_, scratch).has_value();
    mutex_.lock();
    if (!read) break;
    done_ = end;
    if (lagging_ && target_ - done_ <= kLagMax / 2) {
      lagging_ = false;
      stepped_.notify_all();
    }
  }
  busy_ = false;
  stepped_.notify_all();
}

void FollowingDigest::claim() {
  MutexLock hold(mutex_);
  wanted_ = true;
  while (busy_) stepped_.wait(mutex_);
  wanted_ = false;
  busy_ = true;
  blob_.reset();
}

void FollowingDigest::release() {
  MutexLock hold(mutex_);
  busy_ = false;
  done_ = target_ = md5_.now().size();
}

Result<Md5> FollowingDigest::md5_at(const Blob& blob, std::uint64_t offset) {
  claim();
  md5_.take_back(offset);
  const Result<void> there = md5_.advance(blob, offset, settles_, {});
  Result<Md5> md5 =
      there ? Result<Md5>(md5_.now().snapshot()) : Result<Md5>(Unexpected(there.error()));
  if (there) md5_.keep();
  release();
  return md5;
}

Result<Digests> FollowingDigest::at(const Blob& blob, std::uint64_t offset) {
  crc32c_.take_back(offset);
  if (auto there = crc32c_.advance(blob, offset, settles_, {}); !there) {
    return Unexpected(there.error());
  }
  crc32c_.keep();
  Digests digests = crc32c_.now().snapshot();
  if (!with_md5_) return digests;
  const Result<Md5> md5 = md5_at(blob, offset);
  if (!md5) return Unexpected(md5.error());
  digests.md5 = *md5;
  return digests;
}

Result<void> FollowingDigest::advance_to(const Blob& blob, std::uint64_t target) {
  Result<void> there = crc32c_.advance(blob, target, settles_, {});
  if (!there || !with_md5_) return there;
  claim();
  there = md5_.advance(blob, target, settles_, {});
  release();
  return there;
}

void FollowingDigest::settle_at(std::uint64_t multiples) {
  claim();
  settles_ = std::max<std::uint64_t>(multiples, 1);
  release();
}

void FollowingDigest::rewind(std::uint64_t offset) {
  crc32c_.take_back(offset);
  claim();
  md5_.take_back(offset);
  release();
}

}  // namespace resumulator
