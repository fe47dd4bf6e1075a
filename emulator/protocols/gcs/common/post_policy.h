// Policy documents of form uploads: what a form may say, signed.
//
//   {"expiration":"2020-01-23T04:35:40Z",
//    "conditions":[{"key":"a"},["starts-with","$acl","public"],["content-length-range",0,10]]}
//
// The document stands in base64 in the field `policy`; that text is what is signed.
//
// Errors   SignatureProblem: 400 InvalidPolicyDocument (no such document, run out, a field it does
//          not allow or does not get), EntityTooSmall and EntityTooLarge, else as for URLs.
// Source   docs/protocols/gcs-signed-urls.md, rules gcs.policy.*
// Threads  pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <resumulator/options.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "protocols/gcs/common/signature.h"
#include "protocols/gcs/common/signature_key.h"

namespace resumulator::gcs {

/// The fields of a form in front of its file, as sent, names in their own case.
using FormFields = std::vector<std::pair<std::string, std::string>>;

/// Bounds of the file; empty: none.
struct PolicyTerms {
  std::optional<std::uint64_t> size_min;
  std::optional<std::uint64_t> size_max;
  friend bool operator==(const PolicyTerms&, const PolicyTerms&) = default;
};

/// One demand of a document.
struct PolicyCondition {
  enum class Kind : std::uint8_t { kEqual, kStartsWith, kSize };
  Kind kind = Kind::kEqual;
  std::string field;  ///< without '$'
  std::string value;
  std::uint64_t size_min = 0;  ///< kSize
  std::uint64_t size_max = 0;  ///< kSize
  friend bool operator==(const PolicyCondition&, const PolicyCondition&) = default;
};
struct PolicyDocument {
  TimePoint expiration{};
  std::vector<PolicyCondition> conditions;
};

/// `text`: the JSON, decoded.
[[nodiscard]] std::variant<PolicyDocument, SignatureProblem> read_policy(std::string_view text);

/// The whole check of a form's fields; the terms are for its file. A form without `policy`, and any
/// with the switch off, has none.
[[nodiscard]] std::variant<PolicyTerms, SignatureProblem> check_policy(
    const FormFields& fields, std::string_view bucket, GcsSwitches::SignedUrlCheck how,
    const SignatureKey* key, TimePoint now);

/// Once the file is there. Empty: it fits.
[[nodiscard]] std::optional<SignatureProblem> check_size(const PolicyTerms& terms,
                                                         std::uint64_t size);

}  // namespace resumulator::gcs
