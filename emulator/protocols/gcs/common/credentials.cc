#include "protocols/gcs/common/credentials.h"

namespace resumulator::gcs {
namespace {

constexpr std::string_view kRequireToken = "require-token=";

// The token of "Authorization: Bearer T", of "OAuth T", or of the access_token parameter.
std::string_view given_token(const Request& request) {
  std::string_view value = request.head.headers.get("Authorization");
  for (const std::string_view scheme : {"Bearer ", "bearer ", "OAuth "}) {
    if (value.starts_with(scheme)) return value.substr(scheme.size());
  }
  return value.empty() ? request.query.get("access_token") : value;
}

}  // namespace

Credentials check_credentials(const Request& request) {
  const std::string& rule = request.world->options().gcs.auth;
  // A preflight never has any.
  if (rule.empty() || rule == "none" || request.method == "OPTIONS") return Credentials::kFine;
  const std::string_view token = given_token(request);
  if (token.empty()) return Credentials::kMissing;
  const bool wrong = rule.starts_with(kRequireToken) && token != rule.substr(kRequireToken.size());
  return wrong ? Credentials::kWrong : Credentials::kFine;
}

}  // namespace resumulator::gcs
