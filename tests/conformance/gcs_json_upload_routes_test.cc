// Paths, methods, names in paths, who may ask, and the forms of errors.
#include <gtest/gtest.h>

#include "support/gcs_house.h"

namespace resumulator::testing_support {
namespace {

// Rule gcs.route.family: every address clients build.
TEST(GcsUploadRoutes, EveryFamilyReachesTheSameBucket) {
  GcsHouse house;
  for (const char* prefix : {"/upload/storage/v1", "/resumable/upload/storage/v1", "/upload"}) {
    const std::string objects = std::string(prefix) + "/b/b/o";
    for (const std::string& path : {objects, objects + "/"}) {
      EXPECT_EQ(house.request("POST", path + "?uploadType=media&name=a", "x").status, 200) << path;
      const auto started = house.request("POST", path + "?uploadType=resumable&name=a");
      EXPECT_TRUE(started.field("Location")
                      .starts_with("http://" + house.host() + objects + "?uploadType=resumable"))
          << started.field("Location");
    }
  }
  for (const char* path : {"/storage/v1/b/b/o/a", "/storage/v1beta2/b/b/o/a", "/b/b/o/a",
                           "/download/storage/v1/b/b/o/a?alt=media", "/download/b/b/o/a?alt=media",
                           "/b/b/o/a?alt=media"}) {
    EXPECT_EQ(house.request("GET", path).status, 200) << path;
  }
}

// Rules gcs.route.encoding, gcs.route.raw-slashes: decoded once; '+' is a plus in a path and a
// blank in a query.
TEST(GcsUploadRoutes, NamesAreDecodedOnce) {
  GcsHouse house;
  house.media("a%2Fb%2520c+d", "1");
  EXPECT_EQ(house.stored("a/b%20c d"), "1");
  EXPECT_EQ(json_of(house.get("a%2Fb%2520c%20d"))["name"], "a/b%20c d");
  house.media("x%2By", "2");
  EXPECT_EQ(house.get("x+y").status, 200);
  EXPECT_EQ(house.get("a/b%2520c%20d").status, 200);
  EXPECT_EQ(house.request("GET", "/storage/v1/b/b/o/a%zz").status, 400);
  EXPECT_EQ(house.request("POST", "/upload/storage/v1/b/b/o?uploadType=media&name=%z", "x").status,
            400);
}

// Rules gcs.route.unknown, gcs.route.wrong-method.
TEST(GcsUploadRoutes, WhatIsNotThereIsSaidInJson) {
  GcsHouse house;
  EXPECT_EQ(error_of(house.request("GET", "/storage/v1/nothing")), "404 notFound Not Found");
  EXPECT_EQ(error_of(house.request("GET", "/upload/nothing")), "404 notFound Not Found");
  EXPECT_EQ(error_of(house.request("DELETE", "/storage/v1/b")),
            "405 methodNotAllowed Method Not Allowed");
}

// Rule gcs.route.method-override.
TEST(GcsUploadRoutes, APostCanMeanAnotherMethod) {
  GcsHouse house;
  house.media("a", "x");
  EXPECT_EQ(house
                .request("POST", "/storage/v1/b/b/o/a", R"({"metadata":{"k":"v"}})",
                         {{"X-HTTP-Method-Override", "PATCH"}})
                .status,
            200);
  EXPECT_EQ(house.request("POST", "/storage/v1/b/b/o/a", "", {{"X-HTTP-Method-Override", "delete"}})
                .status,
            204);
  const auto session = house.open("a");
  EXPECT_EQ(house.request("POST", session, "", {{"X-HTTP-Method-Override", "DELETE"}}).status, 499);
}

// Rules gcs.auth.any, gcs.auth.token, gcs.auth.session, gcs.error.auth.
TEST(GcsUploadRoutes, AuthorizationFollowsTheSwitch) {
  Options options;
  options.gcs.auth = "require-token=secret";
  GcsHouse house(options);
  const Fields good = {{"Authorization", "Bearer secret"}};
  EXPECT_EQ(error_of(house.start("a")), "401 required Login Required");
  const auto wrong = house.start("a", "", "", {{"Authorization", "Bearer guess"}});
  EXPECT_EQ(error_of(wrong), "401 authError Invalid Credentials");
  EXPECT_EQ(wrong.field("WWW-Authenticate"),
            "Bearer realm=\"https://accounts.google.com/\", error=invalid_token");
  EXPECT_EQ(json_of(wrong)["error"]["errors"][0]["location"], "Authorization");
  const auto session = house.open("a", "", "", good);
  EXPECT_EQ(house.put(session, "0-2/3", "abc").status, 200);
  EXPECT_EQ(house.request("GET", "/storage/v1/b/b/o/a?access_token=secret").status, 200);
  options.gcs.auth = "require-any";
  GcsHouse any(options);
  EXPECT_EQ(any.start("a").status, 401);
  EXPECT_EQ(any.start("a", "", "", {{"Authorization", "Bearer anything"}}).status, 200);
}

// Rule gcs.error.envelope: members in production's order, compact.
TEST(GcsUploadRoutes, ErrorsHaveOneShape) {
  GcsHouse house;
  const auto answer = house.get("none");
  EXPECT_EQ(answer.body,
            R"({"error":{"code":404,"message":"No such object: b/none","errors":[{"message":)"
            R"("No such object: b/none","domain":"global","reason":"notFound"}]}})");
  EXPECT_EQ(answer.field("Content-Type"), "application/json; charset=UTF-8");
  EXPECT_EQ(answer.field("Cache-Control"), "no-cache, no-store, max-age=0, must-revalidate");
  EXPECT_FALSE(answer.has("ETag"));
}

// Rule gcs.route.wrong-upload-path.
TEST(GcsUploadRoutes, AnUploadElsewhereIsRefusedOrRewritten) {
  GcsHouse house;
  const std::string misplaced = "/storage/v1/b/b/o?uploadType=resumable&name=a";
  EXPECT_EQ(error_of(house.request("POST", misplaced)).substr(0, 21), "400 wrongUrlForUpload");
  Options options;
  options.gcs.wrong_upload_path_rewrite = true;
  GcsHouse lenient(options);
  EXPECT_TRUE(lenient.request("POST", misplaced)
                  .field("Location")
                  .starts_with("http://" + lenient.host() + "/upload/storage/v1/b/b/o?"));
}

}  // namespace
}  // namespace resumulator::testing_support
