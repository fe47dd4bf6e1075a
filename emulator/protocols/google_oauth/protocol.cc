#include "protocols/google_oauth/protocol.h"

#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/base/strings.h"
#include "core/wire/media_type.h"
#include "core/wire/url.h"
#include "protocols/google_oauth/token_endpoint.h"
#include "protocols/google_oauth/tokens.h"

namespace resumulator::google_oauth {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t kFormBytesMax = 64 * 1024;

struct Asked {
  RequestHead head;  ///< a copy: a Call outlives open()
  std::shared_ptr<World> world;
  Query query;
  std::string form;  ///< the body of a form, as sent
};
using Operate = Response (*)(const Asked& asked);

class OAuthCall final : public Call {
 public:
  OAuthCall(Asked asked, const char* rule, Operate operate)
      : asked_(std::move(asked)), operate_(operate) {
    info_.rule = rule;
  }

  Response run(BodySource& body) override {
    auto text = read_all(body, kFormBytesMax);
    drain(body);
    if (!text) return oauth_error(400, "invalid_request", "The body could not be read.");
    asked_.form = *std::move(text);
    return operate_(asked_);
  }

 private:
  Asked asked_;
  Operate operate_;
};

std::string pretty(const Json& body) {
  return body.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Response token(const Asked& asked) {
  const auto form = Query::parse(asked.form);
  if (!form) return oauth_error(400, "invalid_request", "The form is badly encoded.");
  return answer_token_request(*asked.world, *form);
}

// Rule oauth.revoke.token.
Response revoke_token(const Asked& asked) {
  const auto form = Query::parse(asked.form);
  std::string_view given = form ? form->get("token") : std::string_view();
  if (given.empty()) given = asked.query.get("token");
  if (given.empty())
    return oauth_error(400, "invalid_request", "Missing required parameter: token");
  const auto done = revoke(*asked.world, given);
  return done ? oauth_json(200, "{}\n")
              : oauth_error(503, "temporarily_unavailable", "Try again later.");
}

// Rule oauth.consent.redirect: always given, by a redirect as the browser would follow it.
Response consent(const Asked& asked) {
  const std::string target(asked.query.get("redirect_uri"));
  const bool usable = target.starts_with("http://") || target.starts_with("https://");
  if (!usable || asked.query.get("client_id").empty()) {
    return oauth_error(400, "invalid_request", "Needs client_id and an http redirect_uri.");
  }
  if (asked.query.get("response_type") != "code") {
    return oauth_error(400, "unsupported_response_type", "Only code is served.");
  }
  const Grant grant{.scope = std::string(asked.query.get("scope")),
                    .redirect_uri = target,
                    .challenge = std::string(asked.query.get("code_challenge")),
                    .challenge_method = std::string(asked.query.get("code_challenge_method"))};
  const auto code = make_code(*asked.world, grant);
  if (!code) return oauth_error(503, "temporarily_unavailable", "Try again later.");
  std::vector<Query::Pair> pairs;
  if (const std::string* state = asked.query.find("state")) pairs.emplace_back("state", *state);
  pairs.emplace_back("code", *code);
  if (!grant.scope.empty()) pairs.emplace_back("scope", grant.scope);
  Response response;
  response.status = 302;
  response.headers.add("Location", target + (target.find('?') == std::string::npos ? "?" : "&") +
                                       encode_query(pairs));
  return response;
}

std::string base_url(const Asked& asked) {
  std::string url = asked.world->options().external_url;
  while (url.ends_with('/')) url.pop_back();
  if (url.empty()) url = asked.head.scheme + "://" + std::string(asked.head.headers.get("Host"));
  return url + asked.head.mount;
}

// Rule oauth.discovery.document.
Response discovery(const Asked& asked) {
  const std::string base = base_url(asked);
  return oauth_json(200, pretty({{"issuer", base},
                                 {"authorization_endpoint", base + "/o/oauth2/v2/auth"},
                                 {"token_endpoint", base + "/token"},
                                 {"userinfo_endpoint", base + "/v1/userinfo"},
                                 {"revocation_endpoint", base + "/revoke"},
                                 {"response_types_supported", {"code"}},
                                 {"code_challenge_methods_supported", {"plain", "S256"}}}));
}

// Rule oauth.userinfo.one-user.
Response userinfo(const Asked& asked) {
  const std::string_view given = given_token(asked.head, asked.query);
  const auto known = find_access_token(*asked.world, given);
  const bool dead = known && (known->revoked || known->expires <= asked.world->clock().now());
  if (given.empty() || dead) return oauth_error(401, "invalid_request", "Invalid Credentials");
  return oauth_json(200, pretty({{"sub", "1"}, {"name", "User One"}}));
}

// Rule oauth.tokeninfo.known.
Response tokeninfo(const Asked& asked) {
  const auto known = find_access_token(*asked.world, asked.query.get("access_token"));
  const TimePoint now = asked.world->clock().now();
  if (!known || known->revoked || known->expires <= now) {
    return oauth_error(400, "invalid_token", "Invalid Value");
  }
  std::string scope;
  for (const std::string& each : known->scopes) scope += (scope.empty() ? "" : " ") + each;
  const auto left = std::chrono::duration_cast<std::chrono::seconds>(known->expires - now).count();
  return oauth_json(200, pretty({{"scope", scope}, {"expires_in", std::to_string(left)}}));
}

struct Route {
  std::string_view method;
  std::string_view path;
  const char* rule;
  Operate operate;
};
constexpr std::array kRoutes = {
    Route{"POST", "/token", "oauth.token", token},
    Route{"POST", "/oauth2/v4/token", "oauth.token", token},
    Route{"POST", "/o/oauth2/token", "oauth.token", token},
    Route{"POST", "/revoke", "oauth.revoke", revoke_token},
    Route{"POST", "/o/oauth2/revoke", "oauth.revoke", revoke_token},
    Route{"GET", "/o/oauth2/v2/auth", "oauth.consent", consent},
    Route{"GET", "/o/oauth2/auth", "oauth.consent", consent},
    Route{"GET", "/.well-known/openid-configuration", "oauth.discovery", discovery},
    Route{"GET", "/v1/userinfo", "oauth.userinfo", userinfo},
    Route{"GET", "/oauth2/v3/userinfo", "oauth.userinfo", userinfo},
    Route{"GET", "/tokeninfo", "oauth.tokeninfo", tokeninfo},
    Route{"GET", "/oauth2/v3/tokeninfo", "oauth.tokeninfo", tokeninfo},
};

// Paths of one segment could be buckets of another API: a form, or the parameter that only we
// understand, says that it is ours. Rule oauth.route.shared-paths.
bool is_ours(const Route& route, const RequestHead& head) {
  if (route.path.find('/', 1) != std::string_view::npos) return true;
  if (route.method == "GET") return head.query().find("access_token=") != std::string_view::npos;
  const auto type = parse_media_type(head.headers.get("Content-Type"));
  return (type && type->is("application", "x-www-form-urlencoded")) ||
         head.query().starts_with("token=");
}

std::unique_ptr<Call> open_request(const RequestHead& head, const std::shared_ptr<World>& world) {
  for (const Route& route : kRoutes) {
    if (route.path != head.path() || route.method != head.method || !is_ours(route, head)) continue;
    auto query = Query::parse(head.query());
    Asked asked{head, world, query ? *std::move(query) : Query(), {}};
    return std::make_unique<OAuthCall>(std::move(asked), route.rule, route.operate);
  }
  return nullptr;
}

Response error_form(const RequestHead&, const Options&, int status, std::string_view text) {
  const char* word = status >= 500   ? status == 503 ? "temporarily_unavailable" : "server_error"
                     : status == 401 ? "invalid_client"
                                     : "invalid_request";
  return oauth_error(status, word, text);
}

}  // namespace

// Several protocols need tokens, whichever of them a server speaks.
Protocol make_google_oauth_protocol(const Options&) {
  Protocol protocol;
  protocol.name = "oauth";
  protocol.open = open_request;
  protocol.error = error_form;
  protocol.always = true;
  return protocol;
}

}  // namespace resumulator::google_oauth
