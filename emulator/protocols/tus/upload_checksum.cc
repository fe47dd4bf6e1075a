#include "protocols/tus/upload_checksum.h"

#include "core/base/strings.h"
#include "core/wire/base64.h"

namespace resumulator::tus {

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
