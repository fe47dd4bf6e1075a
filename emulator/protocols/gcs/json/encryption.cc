#include "protocols/gcs/json/encryption.h"

#include <openssl/sha.h>

#include <array>

#include "core/base/strings.h"
#include "core/wire/base64.h"

namespace resumulator::gcs::json {
namespace {

constexpr std::size_t kKeySize = 32;

ApiError key_error(std::string reason, std::string message) {
  ApiError error = invalid(std::move(message));
  error.reason = std::move(reason);
  error.extended_help =
      "https://cloud.google.com/storage/docs/encryption#customer-supplied_encryption_keys";
  return error;
}

std::string sha256_base64(const std::string& bytes) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> hash{};
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), hash.data());
  return base64_encode({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

}  // namespace

ApiResult<std::string> parse_encryption_key(const Headers& headers, std::string_view prefix) {
  const std::string base(prefix);
  const std::string* algorithm = headers.find(base + "-algorithm");
  const std::string* key = headers.find(base + "-key");
  const std::string* hash = headers.find(base + "-key-sha256");
  if (algorithm == nullptr && key == nullptr && hash == nullptr) return std::string();
  if (algorithm == nullptr || *algorithm != "AES256") {
    return key_error("customerEncryptionAlgorithmIsInvalid",
                     "The encryption algorithm is not AES256.");
  }
  const auto bytes = base64_decode(key == nullptr ? std::string_view() : *key);
  if (!bytes || bytes->size() != kKeySize) {
    return key_error("customerEncryptionKeyFormatIsInvalid",
                     "Missing an encryption key, or it is not base64 encoded, or it does not meet "
                     "the required length of the encryption algorithm.");
  }
  std::string computed = sha256_base64(*bytes);
  if (hash == nullptr || *hash != computed) {
    return key_error("customerEncryptionKeySha256IsInvalid",
                     "Missing a SHA256 hash of the encryption key, or it is not base64 encoded, or "
                     "it does not match the encryption key.");
  }
  return computed;
}

std::optional<ApiError> check_encryption_key(std::string_view stored, std::string_view given) {
  if (stored == given) return std::nullopt;
  if (given.empty()) {
    return key_error("resourceIsEncryptedWithCustomerEncryptionKey",
                     "The target object is encrypted by a customer-supplied encryption key.");
  }
  if (stored.empty()) {
    return key_error("resourceNotEncryptedWithCustomerEncryptionKey",
                     "The target object is not encrypted by a customer-supplied encryption key.");
  }
  return key_error("customerEncryptionKeyIsIncorrect", "The provided encryption key is incorrect.");
}

void add_encryption_headers(Headers& headers, const std::string& key_sha256) {
  if (key_sha256.empty()) return;
  headers.add("x-goog-encryption-algorithm", "AES256");
  headers.add("x-goog-encryption-key-sha256", key_sha256);
}

}  // namespace resumulator::gcs::json
