#include "core/upload/checksum.h"

#include <isa-l/crc.h>
#include <openssl/evp.h>

#include <algorithm>
#include <cassert>
#include <utility>

#include "core/wire/base64.h"

namespace resumulator {
namespace {

/// Exactly out.size() bytes in padded base64; false for anything else.
bool from_base64(std::string_view text, std::span<std::uint8_t> out) {
  if (text.size() != (out.size() + 2) / 3 * 4) return false;
  const Result<std::string> bytes = base64_decode(text);
  if (!bytes || bytes->size() != out.size()) return false;
  std::transform(bytes->begin(), bytes->end(), out.begin(),
                 [](char c) { return static_cast<std::uint8_t>(c); });
  return true;
}

std::string to_base64(std::span<const std::uint8_t> bytes) {
  return base64_encode({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

/// ISA-L keeps the register as it is; inverting before and after gives init and xorout 0xFFFFFFFF.
std::uint32_t crc32c_extend(std::uint32_t crc, std::span<const std::byte> bytes) {
  constexpr std::size_t kStep = 1U << 30;  // its length is an int
  std::uint32_t state = ~crc;
  while (!bytes.empty()) {
    const auto part = bytes.first(std::min(kStep, bytes.size()));
    // The function only reads; its signature is older than its const.
    auto* data = const_cast<unsigned char*>(reinterpret_cast<const unsigned char*>(part.data()));
    state = crc32_iscsi(data, static_cast<int>(part.size()), state);
    bytes = bytes.subspan(part.size());
  }
  return ~state;
}

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

Md5 finish(EVP_MD_CTX& context) {
  Md5 out{};
  unsigned size = 0;
  const int ok = EVP_DigestFinal_ex(&context, out.data(), &size);
  assert(ok == 1 && size == out.size());
  static_cast<void>(ok);
  return out;
}

constexpr Md5 kMd5OfNothing = {0xd4, 0x1d, 0x8c, 0xd9, 0x8f, 0x00, 0xb2, 0x04,
                               0xe9, 0x80, 0x09, 0x98, 0xec, 0xf8, 0x42, 0x7e};

}  // namespace

std::string crc32c_base64(std::uint32_t crc) {
  const std::array<std::uint8_t, 4> bytes = {
      static_cast<std::uint8_t>(crc >> 24), static_cast<std::uint8_t>(crc >> 16),
      static_cast<std::uint8_t>(crc >> 8), static_cast<std::uint8_t>(crc)};
  return to_base64(bytes);
}

std::string md5_base64(const Md5& md5) { return to_base64(md5); }

std::string md5_hex(const Md5& md5) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(32);
  for (const std::uint8_t byte : md5) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

Result<std::uint32_t> parse_crc32c_base64(std::string_view text) {
  std::array<std::uint8_t, 4> bytes{};
  if (!from_base64(text, bytes)) {
    return Unexpected(ErrorKind::kMalformed, "a crc32c is base64 of four bytes", "crc32c");
  }
  return (std::uint32_t{bytes[0]} << 24) | (std::uint32_t{bytes[1]} << 16) |
         (std::uint32_t{bytes[2]} << 8) | std::uint32_t{bytes[3]};
}

Result<Md5> parse_md5_base64(std::string_view text) {
  Md5 md5{};
  if (!from_base64(text, md5)) {
    return Unexpected(ErrorKind::kMalformed, "an MD5 is base64 of sixteen bytes", "md5");
  }
  return md5;
}

struct RunningDigest::Md5State {
  Context context{EVP_MD_CTX_new()};
};

RunningDigest::RunningDigest(bool with_md5) : with_md5_(with_md5) {}
RunningDigest::~RunningDigest() = default;
RunningDigest::RunningDigest(RunningDigest&&) noexcept = default;
RunningDigest& RunningDigest::operator=(RunningDigest&&) noexcept = default;

void RunningDigest::update(std::span<const std::byte> bytes) {
  if (bytes.empty()) return;
  if (with_md5_ && !md5_) {
    md5_ = std::make_unique<Md5State>();
    EVP_DigestInit_ex(md5_->context.get(), EVP_md5(), nullptr);
  }
  // Block by block, so that the second digest finds the bytes in the cache. MD5 goes first: it is
  // slow enough for the processor to fetch ahead of it, CRC-32C would wait for every line.
  constexpr std::size_t kBlock = 64 * 1024;
  size_ += bytes.size();
  while (!bytes.empty()) {
    const auto block = bytes.first(std::min(kBlock, bytes.size()));
    if (with_md5_) EVP_DigestUpdate(md5_->context.get(), block.data(), block.size());
    crc_ = crc32c_extend(crc_, block);
    bytes = bytes.subspan(block.size());
  }
}

Digests RunningDigest::snapshot() const {
  Digests digests{.crc32c = crc_, .md5 = {}};
  if (!with_md5_) return digests;
  if (!md5_) {
    digests.md5 = kMd5OfNothing;
    return digests;
  }
  const Context copy{EVP_MD_CTX_new()};
  EVP_MD_CTX_copy_ex(copy.get(), md5_->context.get());
  digests.md5 = finish(*copy);
  return digests;
}

RunningDigest RunningDigest::clone() const {
  RunningDigest copy(with_md5_);
  copy.size_ = size_;
  copy.crc_ = crc_;
  if (md5_) {
    copy.md5_ = std::make_unique<Md5State>();
    EVP_MD_CTX_copy_ex(copy.md5_->context.get(), md5_->context.get());
  }
  return copy;
}

void RunningDigest::restart() {
  md5_.reset();
  size_ = 0;
  crc_ = 0;
}

}  // namespace resumulator
