// Upload-Checksum: "<algorithm> <digest in base64>", as a header field or behind the last chunk.
//
// Errors   kUnsupported: no algorithm of ours. kMalformed: not the grammar, no base64, or a digest
//          of another size than the algorithm's.
// Source   tus 1.0.0, "Checksum"; docs/protocols/tus.md, rules tus.checksum.*
// Threads  pure functions.
#pragma once

#include <optional>
#include <resumulator/result.hpp>
#include <string>
#include <string_view>

#include "protocols/body_digest.h"

namespace resumulator::tus {

struct UploadChecksum {
  Algorithm algorithm = Algorithm::kSha1;
  std::string digest;  ///< raw bytes
  friend bool operator==(const UploadChecksum&, const UploadChecksum&) = default;
};

/// "sha1,md5,sha256,sha512,crc32", as Tus-Checksum-Algorithm lists them.
[[nodiscard]] std::string_view algorithm_list();
[[nodiscard]] std::optional<Algorithm> algorithm_named(std::string_view name);

[[nodiscard]] Result<UploadChecksum> parse_upload_checksum(std::string_view value);

}  // namespace resumulator::tus
