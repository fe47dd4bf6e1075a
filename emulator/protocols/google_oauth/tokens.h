// Tokens this server has given out: what they are good for, and until when. They lie in the
// documents of the world, so they end with it.
//
// Units    times of the service clock.
// Errors   kUnavailable when the catalogue could not be written.
// Threads  any.
// Source   docs/protocols/google-oauth.md, rules oauth.token.*
#pragma once

#include <optional>
#include <resumulator/clock.hpp>
#include <resumulator/result.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/upload/world.h"
#include "core/wire/http_message.h"
#include "core/wire/url.h"

namespace resumulator::google_oauth {

inline constexpr Duration kAccessLifetime = std::chrono::seconds(3599);

struct AccessToken {
  std::vector<std::string> scopes;
  TimePoint expires{};
  bool revoked = false;
};
/// What a token is good for when nobody said: all that the services here ask for.
[[nodiscard]] std::string_view all_scopes();
/// The token of that text; empty: not one of ours. The one of Options::access_token always has an
/// hour left.
[[nodiscard]] std::optional<AccessToken> find_access_token(World& world, std::string_view token);
/// "Bearer T", "OAuth T" of Authorization, or the access_token parameter; empty: none.
[[nodiscard]] std::string_view given_token(const RequestHead& head, const Query& query);

struct Issued {
  std::string access_token;
  std::string refresh_token;  ///< empty: none was made
};
/// `scope`: names with blanks between them.
[[nodiscard]] Result<Issued> issue(World& world, std::string_view scope, bool with_refresh);

/// What a refresh token stands for. Tokens nobody revoked are good, also those of earlier runs: a
/// client's token file outlives a test server.
struct RefreshToken {
  std::string scope;  ///< empty: not known here
  bool revoked = false;
};
[[nodiscard]] RefreshToken find_refresh_token(World& world, std::string_view token);
[[nodiscard]] Result<void> revoke(World& world, std::string_view token);

/// An authorization code and what it was asked for with. Good once.
struct Grant {
  std::string scope;
  std::string redirect_uri;
  std::string challenge;         ///< of PKCE; empty: none
  std::string challenge_method;  ///< "S256" or "plain"
};
[[nodiscard]] Result<std::string> make_code(World& world, const Grant& grant);
[[nodiscard]] Result<std::optional<Grant>> take_code(World& world, std::string_view code);

}  // namespace resumulator::google_oauth
