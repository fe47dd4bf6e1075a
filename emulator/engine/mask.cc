#include "engine/mask.h"

#include <algorithm>
#include <array>

#include "core/base/strings.h"

namespace resumulator {
namespace {

constexpr std::array<std::string_view, 7> kSecretHeaders = {
    "authorization",
    "cookie",
    "proxy-authorization",
    "set-cookie",
    "x-goog-copy-source-encryption-key",
    "x-goog-encryption-key",
    "x-goog-iam-authorization-token",
};
constexpr std::array<std::string_view, 6> kSecretParameters = {
    "access_token", "key", "oauth_token", "signature", "x-amz-signature", "x-goog-signature",
};

bool is_secret_parameter(std::string_view name) {
  return std::any_of(kSecretParameters.begin(), kSecretParameters.end(),
                     [&](std::string_view secret) { return iequals(name, secret); });
}

}  // namespace

bool is_secret_header(std::string_view name) {
  return std::any_of(kSecretHeaders.begin(), kSecretHeaders.end(),
                     [&](std::string_view secret) { return iequals(name, secret); });
}

std::string mask_header_value(std::string_view value) {
  const auto blank = value.find(' ');
  const bool has_scheme = blank != std::string_view::npos && blank > 0 && blank <= 16;
  return has_scheme ? std::string(value.substr(0, blank + 1)).append(kMasked)
                    : std::string(kMasked);
}

std::string mask_target(std::string_view target) {
  auto at = target.find('?');
  if (at == std::string_view::npos) {
    return std::string(target);
  }
  std::string out(target.substr(0, at));
  while (at < target.size()) {
    const char separator = target[at];
    const auto end = std::min(target.find('&', at + 1), target.size());
    const auto field = target.substr(at + 1, end - at - 1);
    const auto equals = field.find('=');
    out += separator;
    if (equals != std::string_view::npos && is_secret_parameter(field.substr(0, equals))) {
      out.append(field.substr(0, equals + 1)).append(kMasked);
    } else {
      out.append(field);
    }
    at = end;
  }
  return out;
}

}  // namespace resumulator
