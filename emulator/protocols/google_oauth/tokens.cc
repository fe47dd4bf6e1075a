#include "protocols/google_oauth/tokens.h"

#include <nlohmann/json.hpp>

#include "core/base/strings.h"

namespace resumulator::google_oauth {
namespace {

using nlohmann::json;

constexpr std::size_t kTokenSize = 160;
constexpr std::size_t kCodeSize = 60;
constexpr std::size_t kNameMax = 512;

std::string key(std::string_view kind, std::string_view token) {
  return "oauth/" + std::string(kind) + "/" + std::string(token.substr(0, kNameMax));
}

std::int64_t micros(TimePoint time) { return time.time_since_epoch().count(); }

json read(World& world, const std::string& name) {
  const auto text = world.documents().get(name);
  return text ? json::parse(*text, nullptr, false) : json();
}

/// What is kept of an access token that is made now.
json record(World& world, std::string_view scope) {
  return {{"scope", scope}, {"expires", micros(world.clock().now() + kAccessLifetime)}};
}

/// Whether it is the token the server was started with.
bool is_given(const World& world, std::string_view token) {
  return !token.empty() && token == world.options().access_token;
}

}  // namespace

std::string_view all_scopes() {
  return "https://www.googleapis.com/auth/photoslibrary.appendonly "
         "https://www.googleapis.com/auth/photoslibrary.edit.appcreateddata "
         "https://www.googleapis.com/auth/photoslibrary.readonly.appcreateddata "
         "https://www.googleapis.com/auth/cloud-platform https://www.googleapis.com/auth/drive "
         "https://www.googleapis.com/auth/youtube.upload";
}

std::optional<AccessToken> find_access_token(World& world, std::string_view token) {
  json kept = read(world, key("access", token));
  // Rule oauth.files.token.
  if (!kept.is_object() && is_given(world, token)) kept = record(world, all_scopes());
  if (!kept.is_object()) return std::nullopt;
  AccessToken found;
  const std::string scope = kept.value("scope", "");
  for (const std::string_view each : split(scope, ' ')) {
    if (!each.empty()) found.scopes.emplace_back(each);
  }
  found.expires = TimePoint(std::chrono::microseconds(kept.value("expires", std::int64_t{0})));
  found.revoked = kept.value("revoked", false);
  return found;
}

std::string_view given_token(const RequestHead& head, const Query& query) {
  const std::string_view value = head.headers.get("Authorization");
  const auto [scheme, token, found] = split_once(value, ' ');
  if (found && (iequals(scheme, "Bearer") || iequals(scheme, "OAuth"))) return trim(token);
  return value.empty() ? query.get("access_token") : std::string_view();
}

Result<Issued> issue(World& world, std::string_view scope, bool with_refresh) {
  Issued issued;
  issued.access_token = "ya29." + world.ids().token("oauth.access", kTokenSize);
  const json kept = record(world, scope);
  const auto put = [&](std::string_view kind, const std::string& token, const json& value) {
    return world.documents().put(key(kind, token),
                                 value.dump(-1, ' ', false, json::error_handler_t::replace));
  };
  if (auto done = put("access", issued.access_token, kept); !done) return Unexpected(done.error());
  if (!with_refresh) return issued;
  issued.refresh_token = "1//" + world.ids().token("oauth.refresh", kCodeSize);
  if (auto done = put("refresh", issued.refresh_token, {{"scope", scope}}); !done) {
    return Unexpected(done.error());
  }
  return issued;
}

RefreshToken find_refresh_token(World& world, std::string_view token) {
  const json kept = read(world, key("refresh", token));
  RefreshToken found;
  if (!kept.is_object()) return found;
  found.scope = kept.value("scope", "");
  found.revoked = kept.value("revoked", false);
  return found;
}

Result<void> revoke(World& world, std::string_view token) {
  for (const std::string_view kind : {"access", "refresh"}) {
    json kept = read(world, key(kind, token));
    // A token that never was issued here may be in a client's file: it is none any more.
    if (!kept.is_object() && kind == "access" && !is_given(world, token)) continue;
    if (!kept.is_object()) kept = json::object();
    kept["revoked"] = true;
    auto done = world.documents().put(key(kind, token), kept.dump());
    if (!done) return done;
  }
  return {};
}

Result<std::string> make_code(World& world, const Grant& grant) {
  std::string code = "4/0A" + world.ids().token("oauth.code", kCodeSize);
  const json kept = {{"scope", grant.scope},
                     {"redirect_uri", grant.redirect_uri},
                     {"challenge", grant.challenge},
                     {"challenge_method", grant.challenge_method}};
  auto done = world.documents().put(key("code", code),
                                    kept.dump(-1, ' ', false, json::error_handler_t::replace));
  return done ? Result<std::string>(std::move(code)) : Unexpected(done.error());
}

Result<std::optional<Grant>> take_code(World& world, std::string_view code) {
  const std::string name = key("code", code);
  std::optional<std::string> text;
  auto done = world.documents().edit([&](Documents::Edit& edit) -> Result<void> {
    text = edit.get(name);
    if (text) edit.erase(name);
    return {};
  });
  if (!done) return Unexpected(done.error());
  const json kept = text ? json::parse(*text, nullptr, false) : json();
  if (!kept.is_object()) return std::optional<Grant>();
  return std::optional<Grant>(Grant{.scope = kept.value("scope", ""),
                                    .redirect_uri = kept.value("redirect_uri", ""),
                                    .challenge = kept.value("challenge", ""),
                                    .challenge_method = kept.value("challenge_method", "")});
}

}  // namespace resumulator::google_oauth
