#include "protocols/tus/upload_checksum.h"

#include <array>
#include <utility>

#include "core/base/strings.h"
#include "core/wire/base64.h"

namespace resumulator::tus {
namespace {

constexpr std::array<std::pair<std::string_view, Algorithm>, 5> kNames = {
    {{"sha1", Algorithm::kSha1},
     {"md5", Algorithm::kMd5},
     {"sha256", Algorithm::kSha256},
     {"sha512", Algorithm::kSha512},
     {"crc32", Algorithm::kCrc32}}};

}  // namespace

std::string_view algorithm_list() { return "sha1,md5,sha256,sha512,crc32"; }

std::optional<Algorithm> algorithm_named(std::string_view name) {
  for (const auto& [known, algorithm] : kNames) {
    if (known == name) return algorithm;
  }
  return std::nullopt;
}

Result<UploadChecksum> parse_upload_checksum(std::string_view value) {
  const Halves halves = split_once(trim(value), ' ');
  if (!halves.found || halves.first.empty()) {
    return Unexpected(ErrorKind::kMalformed, "Upload-Checksum is not \"algorithm digest\".");
  }
  const auto algorithm = algorithm_named(halves.first);
  if (!algorithm) {
    return Unexpected(ErrorKind::kUnsupported, "The algorithm of Upload-Checksum is not known.");
  }
  Result<std::string> digest = base64_decode(halves.second);
  if (!digest || digest->size() != digest_size(*algorithm)) {
    return Unexpected(ErrorKind::kMalformed,
                      "The digest of Upload-Checksum is not base64 of the algorithm's size.");
  }
  return UploadChecksum{*algorithm, *std::move(digest)};
}

}  // namespace resumulator::tus
