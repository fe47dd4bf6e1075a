// The OAuth endpoints: refresh, codes, revoking, and what a token is then good for.
#include <gtest/gtest.h>

#include "core/wire/base64.h"
#include "support/photos_house.h"

namespace resumulator::testing_support {
namespace {

struct OAuthHouse : PhotosHouse {
  explicit OAuthHouse(PhotosSwitches::Auth auth = PhotosSwitches::Auth::kAnyBearer)
      : PhotosHouse(with(auth)) {}
  static Options with(PhotosSwitches::Auth auth) {
    Options options;
    options.photos.auth = auth;
    return options;
  }
  RawAnswer form(std::string_view target, std::string_view body) const {
    return request("POST", target, body, {{"Content-Type", "application/x-www-form-urlencoded"}});
  }
  RawAnswer refresh(std::string_view more = "") const {
    return form("/token", "grant_type=refresh_token&client_id=c&client_secret=s&refresh_token=r" +
                              std::string(more));
  }
};

const std::string kScope = "https://www.googleapis.com/auth/photoslibrary.";

// Rules oauth.token.refresh, oauth.token.answer: as google-auth asks.
TEST(OAuth, RefreshesToATokenThatIsGoodForAnHour) {
  OAuthHouse house(PhotosSwitches::Auth::kStrict);
  const auto answer = house.refresh();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.field("Content-Type"), "application/json; charset=utf-8");
  const auto json = json_of(answer);
  EXPECT_EQ(json.value("expires_in", 0), 3599);
  EXPECT_EQ(json.value("token_type", ""), "Bearer");
  EXPECT_FALSE(json.contains("refresh_token"));
  EXPECT_EQ(house.call("GET", "/v1/mediaItems").status, 401);
  house.token = json.value("access_token", "");
  EXPECT_EQ(house.call("GET", "/v1/mediaItems").status, 200);
  house.clock->advance(std::chrono::seconds(3600));
  EXPECT_EQ(house.call("GET", "/v1/mediaItems").status, 401);
  for (const char* target : {"/oauth2/v4/token", "/o/oauth2/token"}) {
    EXPECT_EQ(house.form(target, "grant_type=refresh_token&client_id=c&refresh_token=r").status,
              200);
  }
}

// Rule oauth.token.assertion: as a service account asks.
TEST(OAuth, TakesAServiceAccountsWord) {
  OAuthHouse house(PhotosSwitches::Auth::kStrict);
  const auto ask = [&](const std::string& assertion) {
    return house.form(
        "/token",
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=" + assertion);
  };
  const auto claims = base64url_encode(R"({"iss":"a@b","scope":")" + kScope +
                                       R"(readonly.appcreateddata","exp":1})");
  const auto json = json_of(ask("e30." + claims + ".c2ln"));
  EXPECT_EQ(json.value("scope", ""), kScope + "readonly.appcreateddata");
  EXPECT_FALSE(json.contains("refresh_token"));
  house.token = json.value("access_token", "");
  EXPECT_EQ(house.call("GET", "/v1/mediaItems").status, 200);
  EXPECT_EQ(ask("e30." + base64url_encode("{}") + ".c2ln").status, 200);
  for (const std::string& bad : {std::string("a"), std::string("a.b"), std::string("a.b.c"),
                                 "e30." + claims + ".", "e30." + base64url_encode("[]") + ".x"}) {
    EXPECT_EQ(json_of(ask(bad)).value("error", ""), "invalid_grant") << bad;
  }
  EXPECT_EQ(json_of(ask("")).value("error", ""), "invalid_request");
}

// Rule oauth.files.token: the token of the file is good for everything, as long as nobody revokes
// it.
TEST(OAuth, TheTokenOfTheFileIsAlwaysGood) {
  Options options;
  options.photos.auth = PhotosSwitches::Auth::kStrict;
  options.access_token = "ya29.mine";
  PhotosHouse house(options);
  house.token = "ya29.mine";
  house.clock->advance(std::chrono::hours(24 * 365));
  EXPECT_EQ(house.begin().status, 200);
  EXPECT_EQ(house.call("GET", "/v1/mediaItems").status, 200);
  EXPECT_EQ(json_of(house.request("GET", "/tokeninfo?access_token=ya29.mine"))["expires_in"],
            "3599");
  house.request("POST", "/revoke", "token=ya29.mine",
                {{"Content-Type", "application/x-www-form-urlencoded"}});
  EXPECT_EQ(house.begin().status, 401);
  house.token = "";
  EXPECT_EQ(house.call("GET", "/v1/mediaItems").status, 401);
}

// Rules oauth.token.errors, oauth.token.client.
TEST(OAuth, SaysWhatIsWrongWithAGrant) {
  const OAuthHouse house;
  const auto error = [&](std::string_view body) {
    const auto answer = house.form("/token", body);
    return std::to_string(answer.status) + " " + json_of(answer).value("error", "");
  };
  EXPECT_EQ(error(""), "400 invalid_request");
  EXPECT_EQ(error("grant_type=refresh_token&refresh_token=r"), "401 invalid_client");
  EXPECT_EQ(error("grant_type=refresh_token&client_id=c"), "400 invalid_request");
  EXPECT_EQ(error("grant_type=password&client_id=c"), "400 unsupported_grant_type");
  EXPECT_EQ(error("grant_type=authorization_code&client_id=c&code=x"), "400 invalid_grant");
  EXPECT_EQ(error("grant_type=%zz"), "400 invalid_request");
  EXPECT_EQ(error(std::string(70'000, 'a')), "400 invalid_request");
}

// Rules oauth.token.invalid-grant, oauth.revoke.token.
TEST(OAuth, ARevokedTokenIsGoodForNothing) {
  OAuthHouse house;
  house.token = json_of(house.refresh()).value("access_token", "");
  EXPECT_EQ(house.form("/revoke", "token=" + house.token).status, 200);
  EXPECT_EQ(house.call("GET", "/v1/mediaItems").status, 401);
  EXPECT_EQ(house.form("/revoke?token=r", "").status, 200);
  const auto answer = house.refresh();
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(json_of(answer).value("error", ""), "invalid_grant");
  EXPECT_EQ(json_of(answer).value("error_description", ""), "Token has been expired or revoked.");
}

// Rules oauth.consent.redirect, oauth.token.code, oauth.token.pkce: a flow of an installed client.
TEST(OAuth, AConsentIsACodeIsATokenOnce) {
  const OAuthHouse house;
  const std::string auth =
      "/o/oauth2/v2/auth?response_type=code&client_id=c&redirect_uri=http%3A%2F%2Flocalhost%3A1%2F"
      "&state=s1&scope=a+b&code_challenge_method=S256"
      "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
  const auto consent = house.request("GET", auth);
  EXPECT_EQ(consent.status, 302);
  const std::string location = consent.field("Location");
  EXPECT_TRUE(location.starts_with("http://localhost:1/?state=s1&code="));
  const auto code = location.substr(location.find("code=") + 5);
  const std::string body =
      "grant_type=authorization_code&client_id=c&redirect_uri=http://localhost:1/"
      "&code=" +
      code.substr(0, code.find('&')) + "&code_verifier=";
  const std::string verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  const auto answer = house.form("/token", body + verifier);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(json_of(answer).value("scope", ""), "a b");
  EXPECT_TRUE(json_of(answer).contains("refresh_token"));
  EXPECT_EQ(house.form("/token", body + verifier).status, 400);
  const auto other = house.request("GET", auth).field("Location");
  const auto second = other.substr(other.find("code=") + 5);
  EXPECT_EQ(house
                .form("/token",
                      "grant_type=authorization_code&client_id=c&redirect_uri=http://localhost:1/"
                      "&code=" +
                          second.substr(0, second.find('&')) + "&code_verifier=wrong")
                .status,
            400);
  EXPECT_EQ(house.request("GET", "/o/oauth2/v2/auth?response_type=code").status, 400);
}

// Rules oauth.discovery.document, oauth.userinfo.one-user, oauth.tokeninfo.known.
TEST(OAuth, TellsOfItselfAndItsTokens) {
  const OAuthHouse house;
  const auto discovery = json_of(house.request("GET", "/.well-known/openid-configuration"));
  EXPECT_EQ(discovery.value("token_endpoint", ""), "http://" + house.host() + "/token");
  EXPECT_EQ(house.call("GET", "/v1/userinfo").status, 200);
  EXPECT_EQ(house.request("GET", "/v1/userinfo").status, 401);
  const auto token = json_of(house.refresh("&scope=a")).value("access_token", "");
  EXPECT_EQ(json_of(house.request("GET", "/tokeninfo?access_token=" + token)).value("scope", ""),
            "a");
  EXPECT_EQ(house.request("GET", "/tokeninfo?access_token=x").status, 400);
}

// Rule oauth.route.shared-paths: what could be a bucket's name is left to others.
TEST(OAuth, ClaimsOnlyFormsOnPathsOfOneSegment) {
  const OAuthHouse house;
  house.request("POST", "/token", "x", {{"Content-Type", "text/plain"}});
  house.request("GET", "/tokeninfo");
  house.refresh();
  const auto all = house.server.exchanges();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_NE(all[0].protocol, "oauth");
  EXPECT_NE(all[1].protocol, "oauth");
  EXPECT_EQ(all[2].protocol, "oauth");
}

// Rules photos.auth.scope, photos.auth.missing: 403 and 401 on the JSON endpoints, 401 on uploads.
TEST(OAuth, AScopeThatIsMissingIsRefused) {
  OAuthHouse house;
  house.token = json_of(house.refresh("&scope=" + kScope + "readonly.appcreateddata"))
                    .value("access_token", "");
  EXPECT_EQ(house.call("GET", "/v1/mediaItems").status, 200);
  EXPECT_EQ(api_error(house.batch({})),
            "403 PERMISSION_DENIED Request had insufficient authentication scopes.");
  EXPECT_EQ(bare_error(house.begin()), "401 16 Authentication session is not defined.");
  house.token = json_of(house.refresh("&scope=" + kScope + "appendonly")).value("access_token", "");
  EXPECT_EQ(house.begin().status, 200);
  EXPECT_EQ(house.call("GET", "/v1/albums").status, 403);
  house.bare = true;
  const auto answer = house.call("GET", "/v1/albums");
  EXPECT_EQ(api_error(answer).substr(0, 54),
            "401 UNAUTHENTICATED Request had invalid authentication");
  EXPECT_EQ(answer.field("WWW-Authenticate"),
            "Bearer realm=\"https://accounts.google.com/\", error=\"invalid_token\"");
}

}  // namespace
}  // namespace resumulator::testing_support
