// Digests a request declares in its header: X-Goog-Hash and Content-MD5.
//
// Forms    "crc32c=…,md5=…" in one line, blanks around the comma allowed, or repeated lines; other
//          algorithms are passed over.
// Errors   400 invalid in production's words for a value that is no such digest.
// Source   docs/protocols/gcs-json.md, rules gcs.finalize.goog-hash, gcs.finalize.content-md5
// Threads  pure functions.
#pragma once

#include <optional>
#include <resumulator/options.hpp>
#include <string_view>

#include "core/upload/checksum.h"
#include "core/wire/http_message.h"
#include "protocols/gcs/common/errors.h"

namespace resumulator::gcs {

/// 400 "Provided value (…) is not a base64-encoded 128-bit MD5 hash."
[[nodiscard]] ApiResult<Md5> parse_declared_md5(std::string_view text);
/// 400 "Invalid argument."
[[nodiscard]] ApiResult<std::uint32_t> parse_declared_crc32c(std::string_view text);

/// Of X-Goog-Hash alone.
[[nodiscard]] ApiResult<DeclaredDigests> parse_goog_hash(const Headers& headers);
/// Of both; the md5 of X-Goog-Hash goes before Content-MD5.
[[nodiscard]] ApiResult<DeclaredDigests> parse_digest_headers(const Headers& headers);

/// How a digest that does not fit is told.
struct MismatchForm {
  int status = 400;
  const char* crc_code = "BadDigest";  ///< what the XML API calls a wrong CRC-32C
};
/// As the switches checksum_mismatch_status and xml_crc_mismatch have it.
[[nodiscard]] MismatchForm mismatch_form(const GcsSwitches& switches);

/// Empty: what is declared fits `actual` (an md5 the object does not have is not compared). Else
/// the mismatch, md5 before crc32c. Rule gcs.finalize.mismatch
[[nodiscard]] std::optional<ApiError> check_digests(const DeclaredDigests& declared,
                                                    const Digests& actual, MismatchForm form);
/// The error for one algorithm ("md5" or "crc32c"): given and computed values in base64.
[[nodiscard]] ApiError digest_mismatch(std::string_view algorithm, std::string_view given,
                                       std::string_view actual, MismatchForm form);

}  // namespace resumulator::gcs
