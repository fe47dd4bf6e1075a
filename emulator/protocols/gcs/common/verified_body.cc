#include "protocols/gcs/common/verified_body.h"

namespace resumulator::gcs {

BodyRead VerifiedBody::read(std::span<std::byte> into) {
  const BodyRead got = body().read(into);
  if (got.state == BodyState::kMore) digest_.update(into.first(got.size));
  if (got.state != BodyState::kEnd) return got;
  const Digests actual = digest_.snapshot();
  if (actual.md5 && *actual.md5 == declared_) return got;
  mismatch_ = actual.md5;
  return {BodyState::kMalformed, 0};
}

}  // namespace resumulator::gcs
