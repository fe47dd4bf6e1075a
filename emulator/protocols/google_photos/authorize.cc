#include "protocols/google_photos/authorize.h"

#include <algorithm>
#include <array>
#include <string>

#include "protocols/google_oauth/tokens.h"

namespace resumulator::google_photos {
namespace {

using Auth = PhotosSwitches::Auth;

constexpr std::string_view kPrefix = "https://www.googleapis.com/auth/photoslibrary.";

bool allows(std::string_view scope, Needs needs) {
  if (!scope.starts_with(kPrefix)) return false;
  const std::string_view name = scope.substr(kPrefix.size());
  const bool append = name == "appendonly";
  const bool edit = name == "edit.appcreateddata";
  switch (needs) {
    case Needs::kNothing:
      return true;
    case Needs::kAppend:
      return append;
    case Needs::kAppendOrEdit:
      return append || edit;
    case Needs::kEdit:
      return edit;
    case Needs::kRead:
      return name == "readonly.appcreateddata";
  }
  return false;
}

}  // namespace

std::optional<Denied> check_access(World& world, const RequestHead& head, const Query& query,
                                   Needs needs) {
  const Auth auth = world.options().photos.auth;
  if (auth == Auth::kOff || needs == Needs::kNothing) return std::nullopt;
  const std::string_view given = google_oauth::given_token(head, query);
  // What is there and no token is a bad one: where none is needed it is refused all the same.
  if (given.empty()) {
    return head.headers.get("Authorization").empty() ? Denied::kNoCredentials
                                                     : Denied::kBadCredentials;
  }
  const auto token = google_oauth::find_access_token(world, given);
  if (!token) {
    return auth == Auth::kStrict ? std::optional(Denied::kBadCredentials) : std::nullopt;
  }
  if (token->revoked || token->expires <= world.clock().now()) return Denied::kBadCredentials;
  const bool allowed = std::any_of(token->scopes.begin(), token->scopes.end(),
                                   [&](const std::string& scope) { return allows(scope, needs); });
  return allowed ? std::nullopt : std::optional(Denied::kScope);
}

}  // namespace resumulator::google_photos
