#include "engine/repeated_body.h"

namespace resumulator {

BodyRead CopiedBody::read(std::span<std::byte> into) {
  const BodyRead got = body().read(into);
  if (got.size > 0 && !failed_) failed_ = !append_copy(copy_, into.first(got.size));
  return got;
}

BodyRead RepeatedBody::read(std::span<std::byte> into) {
  if (at_ >= bytes_.size()) return {BodyState::kEnd, 0};
  const auto got = bytes_.read(at_, into);
  if (!got || *got == 0) return {BodyState::kCut, 0};
  at_ += *got;
  return {BodyState::kMore, *got};
}

}  // namespace resumulator
