#include "protocols/gcs/firebase/access.h"

#include <nlohmann/json.hpp>

#include "core/base/strings.h"
#include "core/wire/base64.h"

namespace resumulator::gcs::firebase {
namespace {

// What an ID token says of its user; not an object where it is no token. Signatures are not
// checked.
nlohmann::json claims_of(std::string_view token) {
  const auto parts = split(token, '.');
  if (parts.size() != 3) return {};
  const auto payload = base64url_decode(parts[1]);
  return payload ? nlohmann::json::parse(*payload, nullptr, false) : nlohmann::json();
}

}  // namespace

Caller caller_of(const Headers& headers) {
  const auto [scheme, token, found] = split_once(headers.get("Authorization"), ' ');
  if (!found || trim(token).empty()) return {};
  if (iequals(scheme, "Bearer")) return {Caller::Kind::kOwner, {}};
  if (!iequals(scheme, "Firebase")) return {};
  const auto claims = claims_of(trim(token));
  if (!claims.is_object()) return {};
  const auto email = claims.find("email");
  const bool named = email != claims.end() && email->is_string();
  return {Caller::Kind::kUser, named ? email->get<std::string>() : std::string()};
}

bool may_act(const Caller& caller, const Options& options) {
  const std::string& rules = options.firebase.rules;
  if (rules == "open" || caller.kind == Caller::Kind::kOwner) return true;
  if (caller.kind == Caller::Kind::kNobody) return false;
  return rules == "signed_in" || rules == caller.email;
}

}  // namespace resumulator::gcs::firebase
