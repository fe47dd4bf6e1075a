#include "protocols/gcs/common/declared_digests.h"

#include <optional>
#include <string>
#include <utility>

#include "core/base/strings.h"

namespace resumulator::gcs {
namespace {

ApiError malformed(std::string message) {
  ApiError error = invalid(std::move(message));
  error.xml_code = "InvalidDigest";
  return error;
}

}  // namespace

ApiResult<Md5> parse_declared_md5(std::string_view text) {
  const auto md5 = parse_md5_base64(text);
  if (md5) return *md5;
  return malformed("Provided value (" + std::string(text) +
                   ") is not a base64-encoded 128-bit MD5 hash.");
}

ApiResult<std::uint32_t> parse_declared_crc32c(std::string_view text) {
  const auto crc32c = parse_crc32c_base64(text);
  if (crc32c) return *crc32c;
  return malformed("Invalid argument.");
}

ApiResult<DeclaredDigests> parse_goog_hash(const Headers& headers) {
  DeclaredDigests digests;
  for (const std::string_view line : headers.all("X-Goog-Hash")) {
    for (const std::string_view piece : split(line, ',')) {
      const auto [algorithm, value, found] = split_once(trim(piece), '=');
      if (!found) continue;
      if (iequals(algorithm, "crc32c")) {
        const auto crc32c = parse_declared_crc32c(trim(value));
        if (!crc32c) return crc32c.error();
        digests.crc32c = *crc32c;
      } else if (iequals(algorithm, "md5")) {
        const auto md5 = parse_declared_md5(trim(value));
        if (!md5) return md5.error();
        digests.md5 = *md5;
      }
    }
  }
  return digests;
}

ApiResult<DeclaredDigests> parse_digest_headers(const Headers& headers) {
  auto digests = parse_goog_hash(headers);
  const std::string* content_md5 = headers.find("Content-MD5");
  if (!digests || content_md5 == nullptr || digests->md5) return digests;
  const auto md5 = parse_declared_md5(*content_md5);
  if (!md5) return md5.error();
  digests->md5 = *md5;
  return digests;
}

MismatchForm mismatch_form(const GcsSwitches& switches) {
  return {switches.checksum_mismatch_status,
          switches.xml_crc_has_own_code ? "CrcMismatch" : "BadDigest"};
}

ApiError digest_mismatch(std::string_view algorithm, std::string_view given,
                         std::string_view actual, MismatchForm form) {
  const bool md5 = algorithm == "md5";
  const std::string name = md5 ? "MD5 hash" : "CRC32C";
  ApiError error =
      invalid("Provided " + name + " \"" + std::string(given) + "\" doesn't match calculated " +
              name + " \"" + std::string(actual) + "\".");
  error.status = form.status;
  error.xml_code = md5 ? "BadDigest" : form.crc_code;
  return error;
}

std::optional<ApiError> check_digests(const DeclaredDigests& declared, const Digests& actual,
                                      MismatchForm form) {
  if (declared.md5 && actual.md5 && *declared.md5 != *actual.md5) {
    return digest_mismatch("md5", md5_base64(*declared.md5), md5_base64(*actual.md5), form);
  }
  if (declared.crc32c && *declared.crc32c != actual.crc32c) {
    return digest_mismatch("crc32c", crc32c_base64(*declared.crc32c), crc32c_base64(actual.crc32c),
                           form);
  }
  return std::nullopt;
}

}  // namespace resumulator::gcs
