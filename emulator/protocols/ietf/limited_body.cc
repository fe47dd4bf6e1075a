#include "protocols/ietf/limited_body.h"

namespace resumulator::ietf {

BodyRead LimitedBody::read(std::span<std::byte> into) {
  if (problem_) return {BodyState::kMalformed, 0};
  const BodyRead got = body().read(into);
  came_ += got.size;
  if (came_ > limits_.most) problem_ = kTooLarge;
  if (got.state == BodyState::kEnd && came_ > 0 && came_ < limits_.least) problem_ = kTooSmall;
  return problem_ ? BodyRead{BodyState::kMalformed, 0} : got;
}

}  // namespace resumulator::ietf
