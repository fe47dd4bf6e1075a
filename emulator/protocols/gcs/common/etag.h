// The opaque etag of JSON resources: base64 of two protobuf fields, generation and metageneration.
//
// Source   docs/protocols/gcs-json.md, rule gcs.identity.etag: 1680594142725727 and 1 give
//          "CN+Mjofdj/4CEAE=".
// Threads  pure functions.
#pragma once

#include <cstdint>
#include <string>

namespace resumulator::gcs {

/// Of an object (both numbers).
[[nodiscard]] std::string etag(std::uint64_t generation, std::uint64_t metageneration);
/// Of a bucket, which has no generation: metageneration 1 gives "CAE=".
[[nodiscard]] std::string bucket_etag(std::uint64_t metageneration);

}  // namespace resumulator::gcs
