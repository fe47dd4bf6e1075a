// What a signed URL says of itself, and the texts that were signed: pure, for the verifier and its
// tests.
//
//   V4   X-Goog-Algorithm, X-Goog-Credential, X-Goog-Date, X-Goog-Expires, X-Goog-SignedHeaders,
//        X-Goog-Signature, names without regard to case
//   V2   GoogleAccessId, Expires, Signature
//
// Errors   SignatureProblem: the XML API's error, with its parts.
// Note     how a client wrote its URL down is not known: where encodings differ (a port in Host,
//          escapes nobody needs) there are several canonical texts, and one of them must fit.
// Source   docs/protocols/gcs-signed-urls.md, rules gcs.signature.*
// Threads  pure functions.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <resumulator/clock.hpp>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/wire/http_message.h"
#include "core/wire/url.h"

namespace resumulator::gcs {

struct SignatureProblem {
  int status = 400;
  std::string code;       ///< "MalformedSecurityHeader"
  std::string parameter;  ///< the ParameterName it is about; empty: none
  std::string details;
  std::string string_to_sign{};     ///< of SignatureDoesNotMatch
  std::string canonical_request{};  ///< of SignatureDoesNotMatch, V4
  friend bool operator==(const SignatureProblem&, const SignatureProblem&) = default;
};

/// What of a request a signature covers; everything as sent.
struct SignableRequest {
  std::string_view method;
  std::string_view path;   ///< undecoded
  std::string_view query;  ///< undecoded, without '?'
  std::string_view bucket;
  const Headers& headers;  ///< with Host
};

enum class SignatureVersion : std::uint8_t { kV2, kV4 };
enum class SignatureAlgorithm : std::uint8_t { kRsa, kHmac };

struct UrlSignature {
  SignatureVersion version = SignatureVersion::kV4;
  SignatureAlgorithm algorithm = SignatureAlgorithm::kRsa;  ///< V2: by the key alone
  std::string account;                                      ///< e-mail of the signer, or access id
  std::string scope;               ///< V4: "20190201/auto/storage/goog4_request"
  std::string date;                ///< V4: as written, "20190201T090000Z"
  TimePoint signed_at{};           ///< V4
  TimePoint expires{};             ///< the first moment at which it is too late
  std::string expires_text;        ///< V2: as written
  std::vector<std::string> names;  ///< V4: signed header fields, as listed
  std::string bytes;               ///< of the signature itself
};

/// Whether a query has a signature that is checked here. X-Amz-… is opaque.
[[nodiscard]] bool has_url_signature(const Query& query);
/// What has_url_signature() found, read; rules gcs.signature.shape and its like.
[[nodiscard]] std::variant<UrlSignature, SignatureProblem> read_url_signature(const Query& query);
/// Time, and what must be signed: rules gcs.signature.expired and its like. Empty: fine.
[[nodiscard]] std::optional<SignatureProblem> check_signed_parts(const UrlSignature& signature,
                                                                 const SignableRequest& request,
                                                                 TimePoint now);

/// A text that may have been signed; `canonical` is empty for V2.
struct SignedText {
  std::string canonical;
  std::string to_sign;
};
/// The likeliest first.
[[nodiscard]] std::vector<SignedText> signed_texts(const UrlSignature& signature,
                                                   const SignableRequest& request);

inline constexpr std::string_view kUnsignedPayload = "UNSIGNED-PAYLOAD";
/// What a V4 signature says its body's SHA-256 is; empty: nothing.
[[nodiscard]] std::string_view signed_payload(const SignableRequest& request);

/// "20190201T090000Z".
[[nodiscard]] std::optional<TimePoint> parse_basic_time(std::string_view text);
/// A credential's account and scope, where it is well formed and of that day.
struct Credential {
  std::string account;
  std::string scope;
};
[[nodiscard]] std::optional<Credential> read_credential(std::string_view text,
                                                        std::string_view date);
/// The error of a time that has passed. Rule gcs.signature.expired
[[nodiscard]] SignatureProblem expired_at(TimePoint time);

}  // namespace resumulator::gcs
