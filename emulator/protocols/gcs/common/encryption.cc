#include "protocols/gcs/common/encryption.h"

#include <openssl/sha.h>

#include <array>

#include "core/wire/base64.h"

namespace resumulator::gcs {
namespace {

constexpr std::size_t kKeySize = 32;

ApiError refused(std::string reason, std::string message) {
  ApiError error = invalid(std::move(message));
  error.reason = std::move(reason);
  error.extended_help =
      "https://cloud.google.com/storage/docs/encryption#customer-supplied_encryption_keys";
  return error;
}

std::string sha256_base64(std::string_view bytes) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data());
  return base64_encode({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

}  // namespace

ApiResult<std::string> parse_encryption_key(const Headers& headers, std::string_view prefix) {
  const auto field = [&](std::string_view name) {
    return headers.get(std::string(prefix) + std::string(name));
  };
  const std::string_view algorithm = field("algorithm");
  const std::string_view key = field("key");
  const std::string_view hash = field("key-sha256");
  if (algorithm.empty() && key.empty() && hash.empty()) return std::string();
  if (algorithm != "AES256") {
    return refused("customerEncryptionAlgorithmIsInvalid",
                   "Missing an encryption algorithm, or the provided algorithm is not \"AES256.\"");
  }
  const auto raw = base64_decode(key);
  if (!raw || raw->size() != kKeySize) {
    return refused("customerEncryptionKeyFormatIsInvalid",
                   "Missing an encryption key, or it is not base64 encoded, or it does not meet "
                   "the required length of the encryption algorithm.");
  }
  std::string expected = sha256_base64(*raw);
  if (hash != expected) {
    return refused("customerEncryptionKeySha256IsInvalid",
                   "Missing a SHA256 hash of the encryption key, or it is not base64 encoded, or "
                   "it does not match the encryption key.");
  }
  return expected;
}

std::optional<ApiError> check_encryption_key(const ObjectVersion& object,
                                             std::string_view key_sha256) {
  const std::string& wanted = object.metadata.encryption_key_sha256;
  if (wanted == key_sha256) return std::nullopt;
  if (wanted.empty()) {
    return refused("resourceNotEncryptedWithCustomerEncryptionKey",
                   "The target object is not encrypted by a customer-supplied encryption key.");
  }
  if (key_sha256.empty()) {
    return refused("resourceIsEncryptedWithCustomerEncryptionKey",
                   "The target object is encrypted by a customer-supplied encryption key.");
  }
  return refused("customerEncryptionKeyIsIncorrect", "The provided encryption key is incorrect.");
}

void add_encryption_headers(Headers& headers, std::string_view key_sha256) {
  if (key_sha256.empty()) return;
  headers.add("X-Goog-Encryption-Algorithm", "AES256");
  headers.add("X-Goog-Encryption-Key-Sha256", std::string(key_sha256));
}

}  // namespace resumulator::gcs
