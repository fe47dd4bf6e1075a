// Customer-supplied encryption keys. The bytes are kept as they came: only the hash of the key is
// remembered, and asked for again when the object is read.
//
// Wire     PREFIXalgorithm: AES256, PREFIXkey: base64 of 32 bytes, PREFIXkey-sha256: base64 of the
//          key's SHA-256. PREFIX is x-goog-encryption- or x-goog-copy-source-encryption-.
// Errors   400 with the service's reasons and a link in extendedHelp.
// Source   docs/protocols/gcs-json-objects.md, rules gcs.csek.*
// Threads  pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/upload/object_store.h"
#include "core/wire/http_message.h"
#include "protocols/gcs/common/errors.h"

namespace resumulator::gcs {

inline constexpr std::string_view kEncryptionPrefix = "x-goog-encryption-";
inline constexpr std::string_view kCopySourceEncryptionPrefix = "x-goog-copy-source-encryption-";

/// The key's SHA-256 in base64; "" when the request carries no key.
[[nodiscard]] ApiResult<std::string> parse_encryption_key(
    const Headers& headers, std::string_view prefix = kEncryptionPrefix);

/// Whether the bytes of `object` may be read with that key ("" : none). Empty: they may.
[[nodiscard]] std::optional<ApiError> check_encryption_key(const ObjectVersion& object,
                                                           std::string_view key_sha256);

/// What success answers of encrypted objects echo; nothing for "".
void add_encryption_headers(Headers& headers, std::string_view key_sha256);

}  // namespace resumulator::gcs
