#include "engine/compared_body.h"

#include <algorithm>

namespace resumulator {

BodyRead ComparedBody::read(std::span<std::byte> into) {
  const BodyRead got = body().read(into);
  if (got.size > 0) compare(into.first(got.size));
  return got;
}

void ComparedBody::compare(std::span<const std::byte> bytes) {
  MutexLock hold(shadow_->mutex);
  Blob& seen = *shadow_->bytes;
  const std::uint64_t known = seen.size();
  const std::uint64_t end = at_ + bytes.size();
  if (at_ < known) {
    before_.resize(static_cast<std::size_t>(std::min(known, end) - at_));
    const auto read = seen.read(at_, before_);
    const std::size_t size = read.value_or(0);
    const auto differs =
        std::mismatch(before_.begin(), before_.begin() + static_cast<long>(size), bytes.begin());
    const auto place = static_cast<std::uint64_t>(differs.first - before_.begin());
    if (place < size && !disagrees_) disagrees_ = at_ + place;
  }
  // Behind a gap nothing can be kept in order; what comes again there is not compared.
  if (at_ <= known && end > known) {
    static_cast<void>(append_copy(seen, bytes.subspan(static_cast<std::size_t>(known - at_))));
  }
  at_ = end;
}

}  // namespace resumulator
