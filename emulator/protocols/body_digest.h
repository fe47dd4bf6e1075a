// The digest of a byte string by one of the algorithms that upload protocols name.
//
// Units    raw bytes of the digest, crc32 as four bytes.
// Source   tus 1.0.0, "Checksum"; RFC 9530.
// Threads  one owner.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace resumulator {

enum class Algorithm : std::uint8_t { kSha1, kMd5, kSha256, kSha512, kCrc32 };

[[nodiscard]] std::size_t digest_size(Algorithm algorithm);

class BodyDigest {
 public:
  virtual ~BodyDigest() = default;
  virtual void update(std::span<const std::byte> bytes) = 0;
  /// Once, at the end.
  [[nodiscard]] virtual std::string finish() = 0;
};

/// `little_endian` is about crc32 alone.
[[nodiscard]] std::unique_ptr<BodyDigest> make_body_digest(Algorithm algorithm, bool little_endian);

}  // namespace resumulator
