#include "protocols/body_digest.h"

#include <openssl/evp.h>
#include <zlib.h>

#include <algorithm>
#include <array>

namespace resumulator {
namespace {

const EVP_MD* method(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::kSha1:
      return EVP_sha1();
    case Algorithm::kMd5:
      return EVP_md5();
    case Algorithm::kSha256:
      return EVP_sha256();
    case Algorithm::kSha512:
      return EVP_sha512();
    case Algorithm::kCrc32:
      break;
  }
  return nullptr;
}

class MessageDigest final : public BodyDigest {
 public:
  explicit MessageDigest(const EVP_MD* type) : context_(EVP_MD_CTX_new()) {
    EVP_DigestInit_ex(context_.get(), type, nullptr);
  }
  void update(std::span<const std::byte> bytes) override {
    EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size());
  }
  std::string finish() override {
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned size = 0;
    EVP_DigestFinal_ex(context_.get(), out.data(), &size);
    return {reinterpret_cast<const char*>(out.data()), size};
  }

 private:
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> context_;
};

class Crc32 final : public BodyDigest {
 public:
  explicit Crc32(bool little_endian) : little_endian_(little_endian) {}
  void update(std::span<const std::byte> bytes) override {
    crc_ = ::crc32_z(crc_, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
  }
  std::string finish() override {
    std::string out;
    for (unsigned shift = 0; shift < 32; shift += 8) {
      out += static_cast<char>((crc_ >> shift) & 0xFFU);
    }
    if (!little_endian_) std::reverse(out.begin(), out.end());
    return out;
  }

 private:
  uLong crc_ = ::crc32_z(0, nullptr, 0);
  bool little_endian_;
};

}  // namespace

std::size_t digest_size(Algorithm algorithm) {
  constexpr std::size_t kCrc32Size = 4;
  const EVP_MD* type = method(algorithm);
  return type == nullptr ? kCrc32Size : static_cast<std::size_t>(EVP_MD_get_size(type));
}

std::unique_ptr<BodyDigest> make_body_digest(Algorithm algorithm, bool little_endian) {
  if (algorithm == Algorithm::kCrc32) return std::make_unique<Crc32>(little_endian);
  return std::make_unique<MessageDigest>(method(algorithm));
}

}  // namespace resumulator
