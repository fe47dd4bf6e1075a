#include "protocols/google_oauth/token_endpoint.h"

#include <openssl/sha.h>

#include <array>
#include <nlohmann/json.hpp>

#include "core/base/strings.h"
#include "core/wire/base64.h"
#include "core/wire/json_check.h"
#include "protocols/google_oauth/tokens.h"

namespace resumulator::google_oauth {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kAssertionGrant = "urn:ietf:params:oauth:grant-type:jwt-bearer";
constexpr std::uint32_t kClaimsDepthMax = 8;

std::string sha256(std::string_view text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

Response tokens(World& world, const std::string& scope, bool with_refresh) {
  const auto issued = issue(world, scope, with_refresh);
  if (!issued) return oauth_error(503, "temporarily_unavailable", "Try again later.");
  Json body = {
      {"access_token", issued->access_token},
      {"expires_in", std::chrono::duration_cast<std::chrono::seconds>(kAccessLifetime).count()},
      {"scope", scope},
      {"token_type", "Bearer"}};
  if (with_refresh) body["refresh_token"] = issued->refresh_token;
  return oauth_json(200, body.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

Response missing(std::string_view name) {
  return oauth_error(400, "invalid_request", "Missing required parameter: " + std::string(name));
}

// Rules oauth.token.refresh, oauth.token.invalid-grant.
Response refresh(World& world, const Query& form) {
  const std::string_view token = form.get("refresh_token");
  if (token.empty()) return missing("refresh_token");
  const RefreshToken known = find_refresh_token(world, token);
  if (known.revoked) {
    return oauth_error(400, "invalid_grant", "Token has been expired or revoked.");
  }
  std::string scope(form.get("scope"));
  if (scope.empty()) scope = known.scope.empty() ? std::string(all_scopes()) : known.scope;
  return tokens(world, scope, false);
}

// Rule oauth.token.pkce.
bool verifies(const Grant& grant, std::string_view verifier) {
  if (grant.challenge.empty()) return true;
  const bool hashed = grant.challenge_method == "S256";
  return grant.challenge == (hashed ? base64url_encode(sha256(verifier)) : std::string(verifier));
}

// Rule oauth.token.code.
Response exchange_code(World& world, const Query& form) {
  const std::string_view code = form.get("code");
  if (code.empty()) return missing("code");
  const auto grant = take_code(world, code);
  if (!grant) return oauth_error(503, "temporarily_unavailable", "Try again later.");
  if (!*grant) return oauth_error(400, "invalid_grant", "Malformed auth code.");
  if ((*grant)->redirect_uri != form.get("redirect_uri")) {
    return oauth_error(400, "redirect_uri_mismatch", "Bad Request");
  }
  if (!verifies(**grant, form.get("code_verifier"))) {
    return oauth_error(400, "invalid_grant", "Invalid code verifier.");
  }
  return tokens(world, (*grant)->scope.empty() ? std::string(all_scopes()) : (*grant)->scope, true);
}

// The claims of a signed assertion, HEADER.CLAIMS.SIGNATURE; empty: it is none.
std::optional<Json> claims_of(std::string_view assertion) {
  const auto parts = split(assertion, '.');
  if (parts.size() != 3 || parts[2].empty()) return std::nullopt;
  const auto text = base64url_decode(parts[1]);
  if (!text || !check_json(*text, kClaimsDepthMax)) return std::nullopt;
  return Json::parse(*text, nullptr, false);
}

// Rule oauth.token.assertion. Whose key has signed it, and when, nobody asks here.
Response exchange_assertion(World& world, const Query& form) {
  const std::string_view assertion = form.get("assertion");
  if (assertion.empty()) return missing("assertion");
  const auto claims = claims_of(assertion);
  if (!claims) return oauth_error(400, "invalid_grant", "Invalid JWT: it cannot be read.");
  const auto scope = claims->find("scope");
  const bool named = scope != claims->end() && scope->is_string() && !scope->empty();
  return tokens(world, named ? scope->get<std::string>() : std::string(all_scopes()), false);
}

}  // namespace

Response oauth_json(int status, std::string body) {
  Response response;
  response.status = status;
  response.headers.add("Content-Type", "application/json; charset=utf-8");
  response.headers.add("Cache-Control", "no-cache, no-store, max-age=0, must-revalidate");
  response.headers.add("Server", "ESF");
  response.body = std::move(body);
  return response;
}

Response oauth_error(int status, std::string_view error, std::string_view description) {
  const Json body = {{"error", error}, {"error_description", description}};
  return oauth_json(status, body.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

Response answer_token_request(World& world, const Query& form) {
  const std::string_view grant = form.get("grant_type");
  if (grant.empty()) return missing("grant_type");
  if (grant == kAssertionGrant) return exchange_assertion(world, form);
  // Rule oauth.token.client.
  if (form.get("client_id").empty()) {
    return oauth_error(401, "invalid_client", "Could not determine client ID from request.");
  }
  if (grant == "refresh_token") return refresh(world, form);
  if (grant == "authorization_code") return exchange_code(world, form);
  return oauth_error(400, "unsupported_grant_type",
                     "Invalid grant_type: " + std::string(grant.substr(0, 100)));
}

}  // namespace resumulator::google_oauth
