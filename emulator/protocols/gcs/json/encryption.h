// Customer-supplied encryption keys: checked and remembered by their hash; bytes are stored as they
// are.
//
//   x-goog-encryption-algorithm: AES256
//   x-goog-encryption-key: base64 of 32 bytes
//   x-goog-encryption-key-sha256: base64 of the SHA-256 of those bytes
//
// Errors   400 with a reason of its own for each header, and extendedHelp.
// Source   docs/protocols/gcs-json.md, rules gcs.csek.*
// Threads  pure functions.
#pragma once

#include <optional>
#include <string>

#include "core/wire/http_message.h"
#include "protocols/gcs/common/errors.h"

namespace resumulator::gcs::json {

/// The key's hash in base64; empty when the request has no key. `prefix` is
/// "x-goog-encryption" or "x-goog-copy-source-encryption".
[[nodiscard]] ApiResult<std::string> parse_encryption_key(
    const Headers& headers, std::string_view prefix = "x-goog-encryption");

/// Whether a request with the key `given` (a hash, may be empty) may read what was written with the
/// key `stored`: empty, or 400 resourceIsEncryptedWithCustomerEncryptionKey,
/// customerEncryptionKeyIsIncorrect, resourceNotEncryptedWithCustomerEncryptionKey.
[[nodiscard]] std::optional<ApiError> check_encryption_key(std::string_view stored,
                                                           std::string_view given);

/// Echoes algorithm and hash, as answers about such an object do.
void add_encryption_headers(Headers& headers, const std::string& key_sha256);

}  // namespace resumulator::gcs::json
