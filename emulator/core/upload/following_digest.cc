#include "core/upload/following_digest.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace resumulator {
namespace {

// One step of the background: as long as the owner may have to wait for it.
constexpr std::uint64_t kStepBytes = 256 * 1024;
constexpr std::size_t kScratchBytes = 64 * 1024;
// So far may the background be behind; then the owner waits until it is half of that.
constexpr std::uint64_t kLagMax = 1024 * 1024;

}  // namespace

FollowingDigest::FollowingDigest(bool with_md5, HashPool& pool)
    : pool_(pool), digest_(with_md5), base_(with_md5), settled_(with_md5) {}

void FollowingDigest::follow(const std::shared_ptr<const Blob>& blob, std::uint64_t target) {
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
    const bool read = hash(*blob, end, scratch).has_value();
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
  done_ = target_ = digest_.size();
}

void FollowingDigest::take_back(std::uint64_t offset) {
  if (base_.size() > offset) base_.restart();
  if (settled_.size() > offset) settled_.restart();
  if (digest_.size() <= offset) return;
  digest_ = settled_.size() > base_.size() ? settled_.clone() : base_.clone();
}

Result<Digests> FollowingDigest::at(const Blob& blob, std::uint64_t offset) {
  claim();
  take_back(offset);
  const Result<void> there = hash(blob, offset, {});
  Result<Digests> digests =
      there ? Result<Digests>(digest_.snapshot()) : Result<Digests>(Unexpected(there.error()));
  if (there) base_ = digest_.clone();
  release();
  return digests;
}

Result<void> FollowingDigest::advance_to(const Blob& blob, std::uint64_t target) {
  claim();
  Result<void> there = hash(blob, target, {});
  release();
  return there;
}

void FollowingDigest::settle_at(std::uint64_t multiples) {
  claim();
  settles_ = std::max<std::uint64_t>(multiples, 1);
  release();
}

void FollowingDigest::rewind(std::uint64_t offset) {
  claim();
  take_back(offset);
  release();
}

Result<void> FollowingDigest::hash(const Blob& blob, std::uint64_t end,
                                   std::span<std::byte> scratch) {
  const std::uint64_t settled = end / settles_ * settles_;
  if (settles_ > 1 && settled > digest_.size()) {
    if (Result<void> there = hash_piece(blob, settled, scratch); !there) return there;
    settled_ = digest_.clone();
  }
  return hash_piece(blob, end, scratch);
}

Result<void> FollowingDigest::hash_piece(const Blob& blob, std::uint64_t end,
                                         std::span<std::byte> scratch) {
  std::vector<std::byte> own;
  while (digest_.size() < end) {
    const std::uint64_t at = digest_.size();
    const std::span<const std::byte> lying =
        blob.view(at, static_cast<std::size_t>(std::min(end - at, kStepBytes)));
    if (!lying.empty()) {
      digest_.update(lying);
      continue;
    }
    if (scratch.empty()) {
      own.resize(kScratchBytes);
      scratch = own;
    }
    const auto want = static_cast<std::size_t>(std::min<std::uint64_t>(end - at, scratch.size()));
    const Result<std::size_t> got = blob.read(at, scratch.first(want));
    if (!got) return Unexpected(got.error());
    if (*got == 0) {
      return Unexpected(ErrorKind::kUnavailable, "Stored bytes are missing: the store is damaged.");
    }
    digest_.update(scratch.first(*got));
  }
  return {};
}

}  // namespace resumulator
