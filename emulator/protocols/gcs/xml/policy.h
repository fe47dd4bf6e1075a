// The policy document of a form upload: until when, and what the form may say.
//
// Wire     base64 of {"expiration": RFC 3339, "conditions": [{"acl": "private"},
//          ["eq", "$key", "a"], ["starts-with", "$key", "d/"], ["content-length-range", 0, 9]]}.
// Errors   400 InvalidPolicyDocument: not such a document, a field that no condition names, or one
//          that does not meet its condition. 400 ExpiredToken.
// Note     whether its signature is right is not asked here.
// Source   docs/protocols/gcs-xml.md, rules gcs.xml.form.*
// Threads  plain values.
#pragma once

#include <optional>
#include <resumulator/clock.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocols/gcs/common/errors.h"
#include "protocols/gcs/xml/parse.h"

namespace resumulator::gcs::xml {

/// Fields of a form in the order they came, names in lower case.
using FormFields = std::vector<std::pair<std::string, std::string>>;

struct FormPolicy {
  struct Condition {
    bool prefix = false;  ///< starts-with; else equal
    std::string field;    ///< lower case, without "$"
    std::string value;
  };
  TimePoint expires{};
  std::vector<Condition> conditions;
  std::optional<SizeRange> size;
};

[[nodiscard]] ApiResult<FormPolicy> parse_policy(std::string_view base64);
/// Empty: the form meets the policy at `now`. `bucket` counts as a field.
[[nodiscard]] std::optional<ApiError> check_policy(const FormPolicy& policy,
                                                   const FormFields& fields,
                                                   std::string_view bucket, TimePoint now);

}  // namespace resumulator::gcs::xml
