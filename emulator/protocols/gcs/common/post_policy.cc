#include "protocols/gcs/common/post_policy.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "core/base/strings.h"
#include "core/wire/base64.h"
#include "core/wire/json_check.h"
#include "core/wire/times.h"

namespace resumulator::gcs {
namespace {

using Json = nlohmann::json;
using Check = GcsSwitches::SignedUrlCheck;
using Document = std::variant<PolicyDocument, SignatureProblem>;
using Terms = std::variant<PolicyTerms, SignatureProblem>;

SignatureProblem bad_document(std::string details) {
  return {.status = 400,
          .code = "InvalidPolicyDocument",
          .parameter = {},
          .details = std::move(details)};
}
SignatureProblem malformed(std::string_view field, std::string details) {
  return {.status = 400,
          .code = "MalformedSecurityHeader",
          .parameter = std::string(field),
          .details = std::move(details)};
}

const std::string* find(const FormFields& fields, std::string_view name) {
  for (const auto& [field, value] : fields) {
    if (iequals(field, name)) return &value;
  }
  return nullptr;
}

/// Fields no condition has to allow.
bool is_free(std::string_view name) {
  constexpr std::array<std::string_view, 5> kFree = {"policy", "file", "signature",
                                                     "x-goog-signature", "GoogleAccessId"};
  for (const auto each : kFree) {
    if (iequals(name, each)) return true;
  }
  return istarts_with(name, "x-ignore-");
}

bool read_size(const Json& condition, PolicyCondition& out) {
  if (!condition[1].is_number_unsigned() || !condition[2].is_number_unsigned()) return false;
  out.kind = PolicyCondition::Kind::kSize;
  out.size_min = condition[1].get<std::uint64_t>();
  out.size_max = condition[2].get<std::uint64_t>();
  return true;
}

/// ["eq", "$key", "a"] and its like.
bool read_list(const Json& condition, PolicyCondition& out) {
  if (condition.size() != 3 || !condition[0].is_string()) return false;
  const auto verb = lower(condition[0].get_ref<const std::string&>());
  if (verb == "content-length-range") return read_size(condition, out);
  if ((verb != "eq" && verb != "starts-with") || !condition[1].is_string() ||
      !condition[2].is_string()) {
    return false;
  }
  std::string_view field = condition[1].get_ref<const std::string&>();
  if (!take_prefix(field, "$") || field.empty()) return false;
  out.kind = verb == "eq" ? PolicyCondition::Kind::kEqual : PolicyCondition::Kind::kStartsWith;
  out.field = field;
  out.value = condition[2].get<std::string>();
  return true;
}

/// {"key": "a"}.
bool read_pair(const Json& condition, PolicyCondition& out) {
  if (condition.size() != 1 || !condition.begin()->is_string()) return false;
  out.field = condition.begin().key();
  out.value = condition.begin()->get<std::string>();
  return !out.field.empty();
}

/// Every field of the name must meet it; the bucket stands in the URL.
std::optional<SignatureProblem> check_condition(const PolicyCondition& condition,
                                                const FormFields& fields, std::string_view bucket) {
  const bool equal = condition.kind == PolicyCondition::Kind::kEqual;
  const auto meets = [&](std::string_view value) {
    return equal ? value == condition.value : value.starts_with(condition.value);
  };
  std::size_t seen = 0;
  bool met = true;
  for (const auto& [name, value] : fields) {
    if (!iequals(name, condition.field)) continue;
    ++seen;
    met = met && meets(value);
  }
  if (seen == 0) met = iequals(condition.field, "bucket") && meets(bucket);
  if (met) return std::nullopt;
  return bad_document("The field " + condition.field +
                      (equal ? " is not equal to the value in the policy document."
                             : " does not begin as the policy document demands."));
}

std::optional<SignatureProblem> check_fields(const PolicyDocument& document,
                                             const FormFields& fields, std::string_view bucket) {
  for (const auto& condition : document.conditions) {
    if (condition.kind == PolicyCondition::Kind::kSize) continue;
    if (auto problem = check_condition(condition, fields, bucket)) return problem;
  }
  for (const auto& [name, value] : fields) {
    bool allowed = is_free(name);
    for (const auto& condition : document.conditions) {
      allowed = allowed || iequals(condition.field, name);
    }
    if (!allowed) return bad_document("The policy document does not allow the field " + name + ".");
  }
  return std::nullopt;
}

PolicyTerms terms_of(const PolicyDocument& document) {
  PolicyTerms terms;
  for (const auto& condition : document.conditions) {
    if (condition.kind != PolicyCondition::Kind::kSize) continue;
    terms.size_min = std::max(terms.size_min.value_or(0), condition.size_min);
    terms.size_max = std::min(terms.size_max.value_or(UINT64_MAX), condition.size_max);
  }
  return terms;
}

struct FormSignature {
  std::string bytes;
  std::string scope;  ///< empty: V2
  SignatureAlgorithm algorithm = SignatureAlgorithm::kRsa;
};
using Signature = std::variant<FormSignature, SignatureProblem>;

Signature read_v4(const FormFields& fields, const std::string& text) {
  FormSignature out;
  const auto* algorithm = find(fields, "x-goog-algorithm");
  const auto* date = find(fields, "x-goog-date");
  const auto* credential = find(fields, "x-goog-credential");
  const bool rsa = algorithm != nullptr && *algorithm == "GOOG4-RSA-SHA256";
  if (!rsa && (algorithm == nullptr || *algorithm != "GOOG4-HMAC-SHA256")) {
    return malformed("x-goog-algorithm", "There is no such algorithm.");
  }
  if (date == nullptr || !parse_basic_time(*date)) {
    return malformed("x-goog-date", "Date is not of the form YYYYMMDD'T'HHMMSS'Z'.");
  }
  auto parts = credential == nullptr ? std::nullopt : read_credential(*credential, *date);
  if (!parts) {
    return malformed("x-goog-credential",
                     "Credential is not ACCOUNT/YYYYMMDD/REGION/storage/goog4_request of the day "
                     "in x-goog-date.");
  }
  auto bytes = hex_decode(text);
  if (!bytes || bytes->empty())
    return malformed("x-goog-signature", "Signature is not hexadecimal.");
  out.algorithm = rsa ? SignatureAlgorithm::kRsa : SignatureAlgorithm::kHmac;
  out.scope = std::move(parts->scope);
  out.bytes = *std::move(bytes);
  return out;
}

Signature read_signature(const FormFields& fields) {
  if (const auto* text = find(fields, "x-goog-signature")) return read_v4(fields, *text);
  const auto* text = find(fields, "signature");
  if (text == nullptr || find(fields, "GoogleAccessId") == nullptr) {
    return SignatureProblem{.status = 403,
                            .code = "AccessDenied",
                            .parameter = {},
                            .details = "The policy document is not signed."};
  }
  auto bytes = base64_decode(*text);
  if (!bytes || bytes->empty()) return malformed("signature", "Signature is not base64.");
  return FormSignature{.bytes = *std::move(bytes), .scope = {}};
}

std::optional<SignatureProblem> check_signature(const FormFields& fields, const std::string& policy,
                                                Check how, const SignatureKey* key) {
  auto read = read_signature(fields);
  if (auto* problem = std::get_if<SignatureProblem>(&read)) return std::move(*problem);
  const auto& signature = std::get<FormSignature>(read);
  if (how != Check::kFull) return std::nullopt;
  const bool kind_fits =
      key != nullptr && (signature.scope.empty() || key->algorithm() == signature.algorithm);
  if (kind_fits && key->signed_by(policy, signature.bytes, signature.scope)) return std::nullopt;
  return SignatureProblem{.status = 403,
                          .code = "SignatureDoesNotMatch",
                          .parameter = {},
                          .details = {},
                          .string_to_sign = policy};
}

}  // namespace

Document read_policy(std::string_view text) {
  constexpr std::uint32_t kDepthMax = 8;
  if (!check_json(text, kDepthMax)) {
    return bad_document("The policy document is not a JSON object.");
  }
  const auto json = Json::parse(text, nullptr, false);
  const auto expiration = json.find("expiration");
  const auto conditions = json.find("conditions");
  if (expiration == json.end() || !expiration->is_string() || conditions == json.end() ||
      !conditions->is_array()) {
    return bad_document("The policy document lacks expiration or conditions.");
  }
  PolicyDocument out;
  const auto time = parse_rfc3339(expiration->get_ref<const std::string&>());
  if (!time) return bad_document("The expiration of the policy document is not a time.");
  out.expiration = *time;
  for (const auto& each : *conditions) {
    PolicyCondition condition;
    const bool good = each.is_array()    ? read_list(each, condition)
                      : each.is_object() ? read_pair(each, condition)
                                         : false;
    if (!good) return bad_document("The policy document has a condition that is none.");
    out.conditions.push_back(std::move(condition));
  }
  return out;
}

Terms check_policy(const FormFields& fields, std::string_view bucket, Check how,
                   const SignatureKey* key, TimePoint now) {
  const auto* policy = find(fields, "policy");
  if (policy == nullptr || how == Check::kOff) return PolicyTerms{};
  const auto text = base64_decode(*policy);
  auto read = text ? read_policy(*text) : Document(bad_document("The policy is not base64."));
  auto* problem = std::get_if<SignatureProblem>(&read);
  if (auto wrong = check_signature(fields, *policy, how, key)) return *std::move(wrong);
  if (problem != nullptr) return std::move(*problem);
  const auto& document = std::get<PolicyDocument>(read);
  if (now >= document.expiration) {
    return bad_document("The policy document expired at: " +
                        format_rfc3339(document.expiration).substr(0, 19) + "+00:00");
  }
  if (auto wrong = check_fields(document, fields, bucket)) return *std::move(wrong);
  return terms_of(document);
}

std::optional<SignatureProblem> check_size(const PolicyTerms& terms, std::uint64_t size) {
  const bool small = terms.size_min && size < *terms.size_min;
  const bool large = terms.size_max && size > *terms.size_max;
  if (!small && !large) return std::nullopt;
  return SignatureProblem{.status = 400,
                          .code = small ? "EntityTooSmall" : "EntityTooLarge",
                          .parameter = {},
                          .details = "The file has " + std::to_string(size) +
                                     " bytes, the policy "
                                     "document allows " +
                                     std::to_string(terms.size_min.value_or(0)) + " to " +
                                     std::to_string(terms.size_max.value_or(UINT64_MAX)) + "."};
}

}  // namespace resumulator::gcs
