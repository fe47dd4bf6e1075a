#include "protocols/tus/checked_body.h"

namespace resumulator::tus {

CheckedBody::CheckedBody(BodySource& body, std::optional<UploadChecksum> declared,
                         bool little_endian_crc)
    : BodyFilter(body), declared_(std::move(declared)) {
  for (const Algorithm each : {Algorithm::kSha1, Algorithm::kMd5, Algorithm::kSha256,
                               Algorithm::kSha512, Algorithm::kCrc32}) {
    if (declared_ && declared_->algorithm != each) continue;
    digests_.emplace_back(each, make_body_digest(each, little_endian_crc));
  }
}

BodyRead CheckedBody::read(std::span<std::byte> into) {
  if (problem_) return {BodyState::kMalformed, 0};
  const BodyRead got = body().read(into);
  if (got.state == BodyState::kMore) {
    for (auto& [algorithm, digest] : digests_) digest->update(into.first(got.size));
  }
  if (got.state != BodyState::kEnd) return got;
  if (!ended_) check_end();
  ended_ = true;
  return problem_ ? BodyRead{BodyState::kMalformed, 0} : got;
}

void CheckedBody::check_end() {
  if (!declared_) {
    const Headers* trailers = body().trailers();
    const auto fields =
        trailers == nullptr ? std::vector<std::string_view>() : trailers->all("Upload-Checksum");
    const auto behind = fields.size() != 1
                            ? Result<UploadChecksum>(Unexpected(ErrorKind::kMalformed, {}))
                            : parse_upload_checksum(fields.front());
    if (!behind) {
      problem_ = kInvalidChecksum;
      return;
    }
    declared_ = *behind;
  }
  for (auto& [algorithm, digest] : digests_) {
    if (algorithm != declared_->algorithm) continue;
    if (digest->finish() != declared_->digest) problem_ = kChecksumMismatch;
    return;
  }
}

}  // namespace resumulator::tus
