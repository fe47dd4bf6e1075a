#include "core/upload/following_digest.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace resumulator {
namespace {

// One step of the background: as long as the owner may have to wait for it.
constexpr std::uint64_t kStepBytes = 256 * 1024;
constexpr std::size_t kScratchBytes = 64 * 1024;

}  // namespace

FollowingDigest::FollowingDigest(bool with_md5, HashPool& pool) : pool_(pool), digest_(with_md5) {}

void FollowingDigest::follow(const std::shared_ptr<const Blob>& blob, std::uint64_t target) {
  {
    MutexLock hold(mutex_);
    if (target <= target_ && blob_ == blob) return;
    blob_ = blob;
    target_ = target;
    if (busy_ || queued_) return;
    queued_ = true;
  }
  if (!pool_.submit(shared_from_this())) {
    MutexLock hold(mutex_);
    queued_ = false;
  }
}

void FollowingDigest::run(std::span<std::byte> scratch) {
  MutexLock hold(mutex_);
  queued_ = false;
  if (busy_) return;
  busy_ = true;
  while (!wanted_ && !pool_.stopping() && digest_.size() < target_) {
    const std::shared_ptr<const Blob> blob = blob_;
    const std::uint64_t end = std::min(target_, digest_.size() + kStepBytes);
    mutex_.unlock();
    const bool done = hash(*blob, end, scratch).has_value();
    mutex_.lock();
    if (!done) break;  // the owner meets the same error and reports it
  }
  busy_ = false;
  idle_.notify_all();
}

void FollowingDigest::claim(std::uint64_t target) {
  MutexLock hold(mutex_);
  wanted_ = true;
  while (busy_) idle_.wait(mutex_);
  wanted_ = false;
  busy_ = true;
  target_ = target;
  blob_.reset();
}

void FollowingDigest::release() {
  MutexLock hold(mutex_);
  busy_ = false;
}

Result<Digests> FollowingDigest::at(const Blob& blob, std::uint64_t offset) {
  claim(offset);
  if (digest_.size() > offset) digest_.restart();
  const Result<void> there = hash(blob, offset, {});
  Result<Digests> digests =
      there ? Result<Digests>(digest_.snapshot()) : Result<Digests>(Unexpected(there.error()));
  release();
  return digests;
}

Result<void> FollowingDigest::advance_to(const Blob& blob, std::uint64_t target) {
  claim(target);
  Result<void> there = hash(blob, target, {});
  release();
  return there;
}

void FollowingDigest::rewind(std::uint64_t offset) {
  claim(0);
  if (digest_.size() > offset) digest_.restart();
  release();
}

Result<void> FollowingDigest::hash(const Blob& blob, std::uint64_t end,
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
