// Base64: the standard alphabet with padding (digests, etags) and the URL-safe one (keys, tokens).
//
// Errors   kMalformed: another character, wrong padding, or bits set where padding must be zero.
// Source   RFC 4648 sections 4 and 5.
// Threads  pure functions.
#pragma once

#include <resumulator/result.hpp>
#include <string>
#include <string_view>

namespace resumulator {

[[nodiscard]] std::string base64_encode(std::string_view bytes);
/// Padding is required.
[[nodiscard]] Result<std::string> base64_decode(std::string_view text);
/// Without padding.
[[nodiscard]] std::string base64url_encode(std::string_view bytes);
/// With or without padding.
[[nodiscard]] Result<std::string> base64url_decode(std::string_view text);

}  // namespace resumulator
