#include "core/upload/object_store_digests.h"

#include <vector>

namespace resumulator {

Result<Digests> compute_digests(const Blob& blob) {
  RunningDigest digest(true);
  std::vector<std::byte> buffer(256 * 1024);
  const std::uint64_t size = blob.size();
  while (digest.size() < size) {
    Result<std::size_t> got = blob.read(digest.size(), buffer);
    if (!got) return Unexpected(std::move(got).error());
    if (*got == 0) break;
    digest.update(std::span<const std::byte>(buffer).first(*got));
  }
  return digest.snapshot();
}

const Digests& ObjectVersion::LazyDigests::get() {
  const std::lock_guard hold(mutex_);
  if (!known_) {
    known_ = source_ == nullptr ? RunningDigest(true).snapshot()
                                : compute_digests(*source_).value_or(Digests{});
    source_.reset();
  }
  return *known_;
}

std::optional<Digests> ObjectVersion::LazyDigests::known() const {
  const std::lock_guard hold(mutex_);
  return known_;
}

const Digests& ObjectVersion::digests() const {
  static const Digests kNone{};
  return lazy_digests == nullptr ? kNone : lazy_digests->get();
}

}  // namespace resumulator
