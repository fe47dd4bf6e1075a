// Credentials out of what is kept and printed.
//
// Errors   none: what is not recognised stays as it is.
// Threads  pure functions.
// Source   header names of RFC 9110 and Cloud Storage's customer-supplied keys; query parameters of
// signed URLs and OAuth.
#pragma once

#include <string>
#include <string_view>

namespace resumulator {

inline constexpr std::string_view kMasked = "***";

/// Whether the value of this header field is a secret.
[[nodiscard]] bool is_secret_header(std::string_view name);
/// What may be kept of a secret value: the scheme word of "Bearer abc" and the mask.
[[nodiscard]] std::string mask_header_value(std::string_view value);
/// A request target with the values of secret query parameters replaced.
[[nodiscard]] std::string mask_target(std::string_view target);

}  // namespace resumulator
