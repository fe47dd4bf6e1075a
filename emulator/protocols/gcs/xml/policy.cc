#include "protocols/gcs/xml/policy.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "core/base/strings.h"
#include "core/wire/base64.h"
#include "core/wire/times.h"
#include "protocols/gcs/xml/errors.h"

namespace resumulator::gcs::xml {
namespace {

using Json = nlohmann::json;

ApiError invalid_policy(std::string details) {
  return bad("InvalidPolicyDocument", std::move(details));
}

const std::string* text_of(const Json& value) {
  return value.is_string() ? &value.get_ref<const std::string&>() : nullptr;
}

std::string field_name(std::string_view name) {
  take_prefix(name, "$");
  return lower(name);
}

bool take_size(const Json& condition, FormPolicy& policy) {
  if (!condition[1].is_number_unsigned() || !condition[2].is_number_unsigned()) return false;
  policy.size = SizeRange{condition[1].get<std::uint64_t>(), condition[2].get<std::uint64_t>()};
  return true;
}

// ["eq", "$key", "a"], ["starts-with", …], ["content-length-range", least, most].
bool take_triple(const Json& condition, FormPolicy& policy) {
  if (condition.size() != 3) return false;
  const std::string* kind = text_of(condition[0]);
  if (kind == nullptr) return false;
  if (*kind == "content-length-range") return take_size(condition, policy);
  const std::string* field = text_of(condition[1]);
  const std::string* value = text_of(condition[2]);
  if (field == nullptr || value == nullptr || (*kind != "eq" && *kind != "starts-with")) {
    return false;
  }
  policy.conditions.push_back({*kind == "starts-with", field_name(*field), *value});
  return true;
}

bool take_condition(const Json& condition, FormPolicy& policy) {
  if (condition.is_array()) return take_triple(condition, policy);
  if (!condition.is_object()) return false;
  for (const auto& [name, value] : condition.items()) {
    const std::string* text = text_of(value);
    if (text == nullptr) return false;
    policy.conditions.push_back({false, field_name(name), *text});
  }
  return true;
}

// What signs a form, or carries it, needs no condition; nor what asks to be left alone.
bool needs_condition(std::string_view field) {
  constexpr std::array<std::string_view, 6> kFree = {
      "policy", "file", "signature", "googleaccessid", "x-goog-signature", "x-amz-signature"};
  return std::find(kFree.begin(), kFree.end(), field) == kFree.end() &&
         !field.starts_with("x-ignore-");
}

bool meets(const FormPolicy::Condition& condition, std::string_view value) {
  return condition.prefix ? value.starts_with(condition.value) : value == condition.value;
}

const std::string* find(const FormFields& fields, std::string_view name) {
  for (const auto& [field, value] : fields) {
    if (field == name) return &value;
  }
  return nullptr;
}

std::optional<ApiError> check_conditions(const FormPolicy& policy, const FormFields& fields,
                                         std::string_view bucket) {
  for (const FormPolicy::Condition& condition : policy.conditions) {
    const std::string* given = find(fields, condition.field);
    const std::string_view value = given != nullptr              ? std::string_view(*given)
                                   : condition.field == "bucket" ? bucket
                                                                 : std::string_view();
    if (given == nullptr && condition.field != "bucket" && !condition.value.empty()) {
      return invalid_policy("The form has no field " + condition.field + ".");
    }
    if (!meets(condition, value)) {
      return invalid_policy("The field " + condition.field + " does not meet its condition.");
    }
  }
  return std::nullopt;
}

}  // namespace

ApiResult<FormPolicy> parse_policy(std::string_view base64) {
  const auto text = base64_decode(base64);
  const Json document = text ? Json::parse(*text, nullptr, false) : Json();
  if (!document.is_object()) return invalid_policy("The policy is not base64 of a JSON object.");
  const auto expiration = document.find("expiration");
  const auto conditions = document.find("conditions");
  const bool whole = expiration != document.end() && expiration->is_string() &&
                     conditions != document.end() && conditions->is_array();
  if (!whole) return invalid_policy("The policy needs an expiration and conditions.");
  const auto expires = parse_rfc3339(expiration->get_ref<const std::string&>());
  if (!expires) return invalid_policy("The expiration is no time.");
  FormPolicy policy;
  policy.expires = *expires;
  for (const Json& condition : *conditions) {
    if (!take_condition(condition, policy)) {
      return invalid_policy("A condition of the policy cannot be read.");
    }
  }
  return policy;
}

std::optional<ApiError> check_policy(const FormPolicy& policy, const FormFields& fields,
                                     std::string_view bucket, TimePoint now) {
  if (now >= policy.expires) {
    return bad("ExpiredToken", "Policy expired at: " + format_rfc3339(policy.expires));
  }
  if (auto problem = check_conditions(policy, fields, bucket)) return problem;
  for (const auto& [name, value] : fields) {
    const bool named = std::any_of(policy.conditions.begin(), policy.conditions.end(),
                                   [&field = name](const FormPolicy::Condition& condition) {
                                     return condition.field == field;
                                   });
    if (!named && needs_condition(name)) {
      return invalid_policy("No condition names the field " + name + ".");
    }
  }
  return std::nullopt;
}

}  // namespace resumulator::gcs::xml
