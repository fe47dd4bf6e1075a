// CRC-32C and MD5, computed as the bytes come.
//
// Units    crc32c: CRC-32C (Castagnoli), init and xorout 0xFFFFFFFF, the finished value. md5: 16
// raw bytes. Source   RFC 3720 appendix B.4 (CRC-32C), RFC 1321; vectors in
// docs/protocols/gcs-json.md. ISA-L and OpenSSL compute. Threads  one owner each.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <resumulator/result.hpp>
#include <span>
#include <string>
#include <string_view>

namespace resumulator {

using Md5 = std::array<std::uint8_t, 16>;

/// Digests of a byte string. No md5 where an object has none (composite objects, md5 switched off).
struct Digests {
  std::uint32_t crc32c = 0;
  std::optional<Md5> md5;
  friend bool operator==(const Digests&, const Digests&) = default;
};

/// Digests a client says its object has.
struct DeclaredDigests {
  std::optional<std::uint32_t> crc32c;
  std::optional<Md5> md5;
  friend bool operator==(const DeclaredDigests&, const DeclaredDigests&) = default;
};

[[nodiscard]] std::string crc32c_base64(
    std::uint32_t crc);  ///< base64 of the four bytes, big-endian
[[nodiscard]] std::string md5_base64(const Md5& md5);
[[nodiscard]] std::string md5_hex(const Md5& md5);  ///< lower case
[[nodiscard]] Result<std::uint32_t> parse_crc32c_base64(std::string_view text);
[[nodiscard]] Result<Md5> parse_md5_base64(std::string_view text);

/// Digest of a growing byte string. snapshot() gives finished values at any time and the digest
/// goes on.
class RunningDigest {
 public:
  explicit RunningDigest(bool with_md5);
  ~RunningDigest();
  RunningDigest(RunningDigest&&) noexcept;
  RunningDigest& operator=(RunningDigest&&) noexcept;

  void update(std::span<const std::byte> bytes);
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] Digests snapshot() const;
  void restart();
  /// A second digest of the same bytes, to come back to.
  [[nodiscard]] RunningDigest clone() const;

 private:
  struct Md5State;
  std::unique_ptr<Md5State> md5_;  // made with the first byte: an empty open session stays small
  std::uint64_t size_ = 0;
  std::uint32_t crc_ = 0;
  bool with_md5_;
};

}  // namespace resumulator
