// copyTo and rewriteTo over the wire.
#include <gtest/gtest.h>

#include "support/gcs_house.h"

namespace resumulator::testing_support {
namespace {

using nlohmann::json;

constexpr std::uint64_t kMebibyte = 1 << 20;

std::string copy_path(const std::string& to, const std::string& verb = "copyTo") {
  return "/storage/v1/b/b/o/a/" + verb + "/b/b/o/" + to;
}

class GcsCopy : public testing::Test {
 protected:
  GcsCopy() {
    house.media("a", "bytes", {}, {{"Content-Type", "text/plain"}});
    house.request("PATCH", "/storage/v1/b/b/o/a",
                  R"({"cacheControl":"no-store","metadata":{"k":"v"}})");
  }
  RawAnswer copy(const std::string& to, const std::string& query = {},
                 const std::string& body = "{}") {
    return house.request("POST", copy_path(to) + query, body,
                         {{"Content-Type", "application/json"}});
  }
  RawAnswer rewrite(const std::string& query, const std::string& body = "{}") {
    return house.request("POST", copy_path("r", "rewriteTo") + query, body);
  }
  GcsHouse house;
};

// gcs.copy.metadata: Go clients, rclone among them, write null where they have no body.
TEST_F(GcsCopy, TakesNullForNoBody) {
  EXPECT_EQ(json_of(copy("c", {}, "null\n"))["metadata"]["k"], "v");
  EXPECT_EQ(json_of(rewrite({}, "null"))["resource"]["cacheControl"], "no-store");
  EXPECT_EQ(copy("c", {}, "nul").status, 400);
}

// gcs.copy.answer gcs.copy.metadata
TEST_F(GcsCopy, CarriesEverythingOverAndShowsAnOwner) {
  const RawAnswer answer = copy("c");
  ASSERT_EQ(answer.status, 200);
  EXPECT_TRUE(answer.has("ETag"));
  const json object = json_of(answer);
  EXPECT_EQ(object["name"], "c");
  EXPECT_EQ(object["metageneration"], "1");
  EXPECT_EQ(object["contentType"], "text/plain");
  EXPECT_EQ(object["cacheControl"], "no-store");
  EXPECT_EQ(object["metadata"]["k"], "v");
  EXPECT_TRUE(object["owner"].contains("entity"));
  EXPECT_FALSE(json_of(house.get("c")).contains("owner"));
  EXPECT_EQ(house.stored("c"), "bytes");
}

// gcs.copy.metadata
TEST_F(GcsCopy, LeavesBehindWhatABodyReplaces) {
  const json object = json_of(copy("c", {}, R"({"metadata":{"other":"w"}})"));
  EXPECT_EQ(object["metadata"], json({{"other", "w"}}));
  EXPECT_FALSE(object.contains("cacheControl"));
  const json cold = json_of(copy("d", {}, R"({"storageClass":"NEARLINE"})"));
  EXPECT_EQ(cold["storageClass"], "NEARLINE");
  EXPECT_EQ(cold["metadata"]["k"], "v");
}

// gcs.copy.metadata
TEST_F(GcsCopy, TakesTheClassOfItsNewBucket) {
  house.request("POST", "/storage/v1/b?project=p", R"({"name":"cold","storageClass":"NEARLINE"})");
  const std::string to = "/storage/v1/b/b/o/a/copyTo/b/cold/o/";
  EXPECT_EQ(json_of(house.request("POST", to + "a", "{}"))["storageClass"], "NEARLINE");
  EXPECT_EQ(
      json_of(house.request("POST", to + "c", R"({"storageClass":"ARCHIVE"})"))["storageClass"],
      "ARCHIVE");
}

// gcs.copy.metadata
TEST_F(GcsCopy, LeavesHoldsAndAccessBehind) {
  house.request("PATCH", "/storage/v1/b/b/o/a",
                R"({"temporaryHold":true,"acl":[{"entity":"allUsers","role":"READER"}]})");
  const json object = json_of(copy("c", "?projection=full"));
  EXPECT_FALSE(object.contains("temporaryHold"));
  EXPECT_EQ(object["acl"].size(), 4u);
  EXPECT_EQ(json_of(copy(
                "d", "?projection=full&destinationPredefinedAcl=publicRead"))["acl"][1]["entity"],
            "allUsers");
  EXPECT_EQ(copy("e", "?destinationPredefinedAcl=nonsense").status, 400);
}

// gcs.copy.source-guards gcs.precondition.source
TEST_F(GcsCopy, ObeysGuardsOfSourceAndDestination) {
  house.media("taken", "old");
  EXPECT_EQ(error_of(copy("taken", "?ifGenerationMatch=0")).substr(0, 19), "412 conditionNotMet");
  EXPECT_EQ(copy("c", "?ifSourceMetagenerationMatch=1").status, 412);
  EXPECT_EQ(copy("c", "?ifSourceMetagenerationNotMatch=2").status, 304);
  EXPECT_EQ(copy("c", "?ifSourceGenerationMatch=x").status, 400);
  EXPECT_EQ(copy("c", "?sourceGeneration=1").status, 404);
  EXPECT_EQ(house.get("c").status, 404);
  EXPECT_EQ(house.stored("taken"), "old");
  EXPECT_EQ(copy("taken", "?ifSourceMetagenerationMatch=2").status, 200);
}

// gcs.copy.missing
TEST_F(GcsCopy, NamesWhatIsMissing) {
  EXPECT_EQ(error_of(house.request("POST", "/storage/v1/b/b/o/none/copyTo/b/b/o/c", "{}")),
            "404 notFound No such object: b/none");
  EXPECT_EQ(error_of(house.request("POST", "/storage/v1/b/b/o/a/copyTo/b/none/o/c", "{}")),
            "404 notFound The specified bucket does not exist.");
  EXPECT_EQ(copy("%0A").status, 400);
  EXPECT_EQ(house.request("POST", "/storage/v1/b/b/o/a/rewriteTo/b/%FF/o/c", "{}").status, 404);
}

// gcs.copy.independent
TEST_F(GcsCopy, StaysWhenItsSourceGoes) {
  copy("c");
  house.request("DELETE", "/storage/v1/b/b/o/a");
  EXPECT_EQ(house.get("c", "?alt=media").body, "bytes");
}

// gcs.rewrite.answer
TEST_F(GcsCopy, IsWrappedWhenItIsARewrite) {
  const RawAnswer answer = rewrite(
      "?prettyPrint=false&fields=kind,done,objectSize,"
      "totalBytesRewritten,rewriteToken,resource/name");
  EXPECT_EQ(answer.body, R"({"kind":"storage#rewriteResponse","totalBytesRewritten":"5",)"
                         R"("objectSize":"5","done":true,"resource":{"name":"r"}})");
  EXPECT_FALSE(answer.has("ETag"));
}

class GcsRewrite : public GcsCopy {
 protected:
  GcsRewrite() { house.media("a", some_bytes(3 * kMebibyte + 5)); }
  json step(const std::string& token = {}) {
    return json_of(rewrite("?maxBytesRewrittenPerCall=1048576" +
                           (token.empty() ? "" : "&rewriteToken=" + token)));
  }
};

// gcs.rewrite.token
TEST_F(GcsRewrite, TakesAsManyCallsAsItsStepsAsk) {
  json answer = step();
  const std::string token = answer["rewriteToken"];
  for (const char* done : {"1048576", "2097152", "3145728"}) {
    EXPECT_EQ(answer["totalBytesRewritten"], done);
    EXPECT_EQ(answer["objectSize"], "3145733");
    EXPECT_EQ(answer["done"], false);
    EXPECT_FALSE(answer.contains("resource"));
    EXPECT_EQ(house.get("r").status, 404);
    answer = step(token);
  }
  EXPECT_EQ(answer["done"], true);
  EXPECT_FALSE(answer.contains("rewriteToken"));
  EXPECT_EQ(answer["resource"]["name"], "r");
  EXPECT_EQ(house.stored("r"), some_bytes(3 * kMebibyte + 5));
  EXPECT_EQ(rewrite("?rewriteToken=" + token).status, 410);
}

// gcs.rewrite.dead-token
TEST_F(GcsRewrite, IsGoneWhenItsTokenIsDead) {
  const std::string token = step()["rewriteToken"];
  EXPECT_EQ(rewrite("?rewriteToken=unknown").status, 410);
  EXPECT_EQ(
      house.request("POST", copy_path("elsewhere", "rewriteTo") + "?rewriteToken=" + token, "{}")
          .status,
      410);
  house.clock->advance(std::chrono::hours(24 * 7));
  EXPECT_EQ(rewrite("?rewriteToken=" + token).status, 410);
  const std::string other = step()["rewriteToken"];
  house.media("a", "changed");
  EXPECT_EQ(rewrite("?rewriteToken=" + other).status, 410);
}

// gcs.rewrite.bytes-per-call
TEST_F(GcsRewrite, TakesWholeMebibytesOnly) {
  for (const char* bytes : {"0", "1", "1048575", "1048577", "-1", "x"}) {
    EXPECT_EQ(rewrite(std::string("?maxBytesRewrittenPerCall=") + bytes).status, 400) << bytes;
  }
  EXPECT_EQ(json_of(rewrite("?maxBytesRewrittenPerCall=4194304"))["done"], true);
}

}  // namespace
}  // namespace resumulator::testing_support
