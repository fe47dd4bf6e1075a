#include "protocols/gcs/json/authorize.h"

namespace resumulator::gcs::json {
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

std::optional<ApiError> check_authorization(const Request& request, const CanonicalPath& path) {
  const std::string& rule = request.world->options().gcs.auth;
  if (rule.empty() || rule == "none" || request.method == "OPTIONS") return std::nullopt;
  const bool of_session = path.upload && (request.query.has("upload_id") ||
                                          path.path.starts_with("/upload/resumable/"));
  if (of_session) return std::nullopt;
  const std::string_view token = given_token(request);
  if (token.empty()) return login_required();
  if (rule.starts_with(kRequireToken) && token != rule.substr(kRequireToken.size())) {
    return invalid_credentials();
  }
  return std::nullopt;
}

}  // namespace resumulator::gcs::json
