// Objects over the wire: read, changed, removed, held, moved, restored.
#include <gtest/gtest.h>

#include "support/gcs_house.h"
#include "support/gzip.h"

namespace resumulator::testing_support {
namespace {

using nlohmann::json;

const std::string kObject = "/storage/v1/b/b/o/a";

std::string generation_of(const RawAnswer& answer) {
  return json_of(answer)["generation"].get<std::string>();
}

// gcs.object.get
TEST(GcsObject, IsFoundByNameAndByGeneration) {
  const GcsHouse house;
  house.request("PATCH", "/storage/v1/b/b", R"({"versioning":{"enabled":true}})");
  const std::string first = generation_of(house.media("a", "one"));
  const std::string second = generation_of(house.media("a", "two"));
  EXPECT_EQ(json_of(house.get("a"))["generation"], second);
  const json older = json_of(house.get("a", "?generation=" + first));
  EXPECT_EQ(older["generation"], first);
  EXPECT_TRUE(older.contains("timeDeleted"));
  EXPECT_EQ(error_of(house.get("a", "?generation=7")), "404 notFound No such object: b/a");
  EXPECT_EQ(house.get("a", "?generation=x").status, 400);
  EXPECT_EQ(error_of(house.get("none")), "404 notFound No such object: b/none");
}

// gcs.object.patch
TEST(GcsObject, IsMergedByPatch) {
  const GcsHouse house;
  const RawAnswer made = house.media("a", "x");
  house.clock->advance(std::chrono::seconds(5));
  json object = json_of(house.request(
      "PATCH", kObject, R"({"cacheControl":"no-store","metadata":{"a":"1","b":"2"}})"));
  EXPECT_EQ(object["metageneration"], "2");
  EXPECT_EQ(object["generation"], generation_of(made));
  EXPECT_EQ(object["updated"], "2030-01-01T00:00:05.000Z");
  EXPECT_EQ(object["timeCreated"], "2030-01-01T00:00:00.000Z");
  object = json_of(
      house.request("PATCH", kObject, R"({"cacheControl":null,"metadata":{"a":null,"c":"3"}})"));
  EXPECT_FALSE(object.contains("cacheControl"));
  EXPECT_EQ(object["metadata"], json({{"b", "2"}, {"c", "3"}}));
  object = json_of(house.request("PATCH", kObject, R"({"metadata":null})"));
  EXPECT_FALSE(object.contains("metadata"));
}

// gcs.object.update
TEST(GcsObject, IsReplacedByPut) {
  const GcsHouse house;
  house.media("a", "x", {}, {{"Content-Type", "text/plain"}});
  house.request("PATCH", kObject, R"({"cacheControl":"no-store","metadata":{"a":"1"}})");
  const json object =
      json_of(house.request("PUT", kObject, R"({"contentType":"text/html","metadata":{"b":"2"}})"));
  EXPECT_EQ(object["contentType"], "text/html");
  EXPECT_EQ(object["metadata"], json({{"b", "2"}}));
  EXPECT_FALSE(object.contains("cacheControl"));
  EXPECT_EQ(object["metageneration"], "3");
}

// gcs.object.gzip-body
TEST(GcsObject, TakesAPatchThatWasCompressed) {
  const GcsHouse house;
  house.media("a", "x");
  const Fields gzipped = {{"Content-Encoding", "gzip"}, {"Content-Type", "application/json"}};
  const json object =
      json_of(house.request("PATCH", kObject, gzip(R"({"metadata":{"a":"1"}})"), gzipped));
  EXPECT_EQ(object["metadata"]["a"], "1");
  EXPECT_EQ(house.request("PATCH", kObject, "{}", gzipped).status, 400);
}

// gcs.object.malformed-body
TEST(GcsObject, StaysAsItWasAfterARefusedPatch) {
  const GcsHouse house({.limits = {.metadata_bytes_max = 4096}});
  house.media("a", "x");
  const auto patched = [&](const std::string& body) {
    return house.request("PATCH", kObject, body).status;
  };
  EXPECT_EQ(patched("{"), 400);
  EXPECT_EQ(patched("[]"), 400);
  EXPECT_EQ(patched(R"({"metadata":{"a":1}})"), 400);
  EXPECT_EQ(patched(std::string(2000, '[') + std::string(2000, ']')), 400);
  EXPECT_EQ(patched("{\"metadata\":{\"a\":\"" + std::string(4096, 'x') + "\"}}"), 413);
  EXPECT_EQ(json_of(house.get("a"))["metageneration"], "1");
  EXPECT_EQ(patched(" "), 200);
}

// gcs.object.delete
TEST(GcsObject, IsGoneAfterDeleteAndTheSecondDeleteIs404) {
  const GcsHouse house;
  house.media("a", "x");
  const RawAnswer gone = house.request("DELETE", kObject);
  EXPECT_EQ(gone.status, 204);
  EXPECT_EQ(gone.reason, "No Content");
  EXPECT_EQ(gone.field("Content-Type"), "application/json");
  EXPECT_EQ(gone.body, "");
  EXPECT_EQ(house.request("DELETE", kObject).status, 404);
  EXPECT_EQ(house.get("a").status, 404);
}

// gcs.object.delete gcs.object.versioning
TEST(GcsObject, BecomesNoncurrentWhereVersionsAreKept) {
  const GcsHouse house;
  house.request("PATCH", "/storage/v1/b/b", R"({"versioning":{"enabled":true}})");
  const std::string generation = generation_of(house.media("a", "x"));
  EXPECT_EQ(house.request("DELETE", kObject).status, 204);
  EXPECT_EQ(house.get("a").status, 404);
  EXPECT_EQ(house.get("a", "?generation=" + generation).status, 200);
  EXPECT_EQ(house.request("DELETE", kObject + "?generation=" + generation).status, 204);
  EXPECT_EQ(house.get("a", "?generation=" + generation).status, 404);
}

// gcs.object.hold
TEST(GcsObject, CannotBeTakenAwayWhileItIsHeld) {
  const GcsHouse house;
  house.media("a", "x");
  EXPECT_EQ(json_of(house.request("PATCH", kObject, R"({"temporaryHold":true})"))["temporaryHold"],
            true);
  EXPECT_EQ(error_of(house.request("DELETE", kObject)).substr(0, 25), "403 objectUnderActiveHold");
  EXPECT_EQ(error_of(house.media("a", "y")).substr(0, 25), "403 objectUnderActiveHold");
  EXPECT_EQ(house.stored("a"), "x");
  house.request("PATCH", kObject, R"({"temporaryHold":false})");
  EXPECT_EQ(house.request("DELETE", kObject).status, 204);
}

// gcs.object.retention
TEST(GcsObject, IsKeptAsLongAsTheBucketsPolicySays) {
  const GcsHouse house;
  house.request("PATCH", "/storage/v1/b/b", R"({"retentionPolicy":{"retentionPeriod":"60"}})");
  EXPECT_EQ(json_of(house.media("a", "x"))["retentionExpirationTime"], "2030-01-01T00:01:00.000Z");
  EXPECT_EQ(error_of(house.request("DELETE", kObject)).substr(0, 23), "403 retentionPolicyNotM");
  house.clock->advance(std::chrono::seconds(60));
  EXPECT_EQ(house.request("DELETE", kObject).status, 204);
}

// gcs.object.retention gcs.object.retention-change
TEST(GcsObject, IsKeptAsLongAsItsOwnRetentionSays) {
  const GcsHouse house;
  house.media("a", "x");
  const auto retain = [&](const char* mode, const char* until, const char* query = "") {
    return house.request("PATCH", kObject + query,
                         std::string(R"({"retention":{"mode":")") + mode +
                             R"(","retainUntilTime":")" + until + "\"}}");
  };
  const json object = json_of(retain("Unlocked", "2030-01-02T00:00:00Z"));
  EXPECT_EQ(object["retention"]["mode"], "Unlocked");
  EXPECT_EQ(object["retentionExpirationTime"], "2030-01-02T00:00:00.000Z");
  EXPECT_EQ(house.request("DELETE", kObject).status, 403);
  EXPECT_EQ(retain("Unlocked", "2030-01-01T12:00:00Z").status, 403);
  EXPECT_EQ(retain("Unlocked", "2030-01-01T12:00:00Z", "?overrideUnlockedRetention=true").status,
            200);
  EXPECT_EQ(retain("Locked", "2030-01-03T00:00:00Z").status, 200);
  EXPECT_EQ(retain("Locked", "2030-01-02T00:00:00Z", "?overrideUnlockedRetention=true").status,
            403);
  EXPECT_EQ(house.request("PATCH", kObject, R"({"retention":null})").status, 403);
  EXPECT_EQ(retain("Locked", "2030-01-04T00:00:00Z").status, 200);
  house.clock->advance(std::chrono::hours(72));
  EXPECT_EQ(house.request("DELETE", kObject).status, 204);
}

// gcs.object.move
TEST(GcsObject, IsMovedInOneStep) {
  const GcsHouse house;
  house.media("a", "bytes");
  house.media("taken", "old");
  const std::string move = kObject + "/moveTo/o/";
  EXPECT_EQ(house.request("POST", move + "taken?ifGenerationMatch=0").status, 412);
  EXPECT_EQ(house.request("POST", move + "c?ifSourceGenerationMatch=1").status, 412);
  const json moved = json_of(house.request("POST", move + "d%2Fe"));
  EXPECT_EQ(moved["name"], "d/e");
  EXPECT_EQ(moved["metageneration"], "1");
  EXPECT_EQ(house.stored("d/e"), "bytes");
  EXPECT_EQ(house.get("a").status, 404);
  EXPECT_EQ(error_of(house.request("POST", move + "c")), "404 notFound No such object: b/a");
}

// gcs.object.restore gcs.object.restore-refusals gcs.object.soft-delete
TEST(GcsObject, ComesBackFromSoftDeletion) {
  const GcsHouse house;
  const std::string generation = generation_of(house.media("a", "x"));
  const std::string restore = kObject + "/restore";
  EXPECT_EQ(error_of(house.request("POST", restore)),
            "400 required Required parameter: generation");
  EXPECT_EQ(error_of(house.request("POST", restore + "?generation=" + generation)).substr(0, 26),
            "412 softDeletePolicyNotSet");
  house.request("PATCH", "/storage/v1/b/b",
                R"({"softDeletePolicy":{"retentionDurationSeconds":"604800"}})");
  EXPECT_EQ(error_of(house.request("POST", restore + "?generation=" + generation)).substr(0, 24),
            "412 objectNotSoftDeleted");
  house.request("DELETE", kObject);
  EXPECT_EQ(house.get("a").status, 404);
  EXPECT_EQ(house.get("a", "?softDeleted=true").status, 400);
  const json deleted = json_of(house.get("a", "?softDeleted=true&generation=" + generation));
  EXPECT_EQ(deleted["softDeleteTime"], "2030-01-01T00:00:00.000Z");
  EXPECT_EQ(deleted["hardDeleteTime"], "2030-01-08T00:00:00.000Z");
  const RawAnswer back = house.request("POST", restore + "?generation=" + generation);
  EXPECT_EQ(back.status, 200);
  EXPECT_NE(generation_of(back), generation);
  EXPECT_EQ(house.stored("a"), "x");
  EXPECT_EQ(house.request("POST", restore + "?generation=" + generation).status, 404);
}

// gcs.object.soft-delete
TEST(GcsObject, IsGoneForGoodAfterItsSoftDeletionHasPassed) {
  const GcsHouse house;
  house.request("PATCH", "/storage/v1/b/b",
                R"({"softDeletePolicy":{"retentionDurationSeconds":"604800"}})");
  const std::string generation = generation_of(house.media("a", "x"));
  house.request("DELETE", kObject);
  house.clock->advance(std::chrono::hours(24 * 7));
  EXPECT_EQ(house.get("a", "?softDeleted=true&generation=" + generation).status, 404);
  EXPECT_EQ(house.request("POST", kObject + "/restore?generation=" + generation).status, 404);
}

// gcs.object.names
TEST(GcsObject, MayBeCalledLikeAVerb) {
  const GcsHouse house;
  for (const char* name :
       {"x%2Fcompose", "acl", "a%2Fo%2Fb", "restore", "x%2FcopyTo%2Fb%2Fb%2Fo%2Fy"}) {
    EXPECT_EQ(house.media(name, name).status, 200) << name;
    EXPECT_EQ(house.get(name).status, 200) << name;
    EXPECT_EQ(house.request("DELETE", std::string("/storage/v1/b/b/o/") + name).status, 204)
        << name;
  }
}

// gcs.fields.malformed gcs.fields.nested
TEST(GcsObject, IsCutToTheFieldsThatWereAskedFor) {
  const GcsHouse house;
  house.media("a", "x");
  house.request("PATCH", kObject, R"({"metadata":{"k":"v","l":"w"}})");
  EXPECT_EQ(house.get("a", "?prettyPrint=false&fields=name,metadata/k").body,
            R"({"name":"a","metadata":{"k":"v"}})");
  EXPECT_EQ(error_of(house.get("a", "?fields=name(")),
            "400 invalidParameter Invalid field selection name(");
  EXPECT_EQ(house.request("DELETE", kObject + "?fields=(").status, 400);
  EXPECT_EQ(house.get("a").status, 200) << "nothing happened";
}

// gcs.object.alt
TEST(GcsObject, KnowsTwoRepresentations) {
  const GcsHouse house;
  house.media("a", "x");
  EXPECT_EQ(error_of(house.get("a", "?alt=proto")), "400 invalidAltValue Invalid alt value: proto");
  EXPECT_EQ(house.get("a", "?alt=json").status, 200);
  EXPECT_EQ(house.get("a", "?alt=media").body, "x");
}

// gcs.object.projection
TEST(GcsObject, ShowsItsListOfAccessWhenAskedForEverything) {
  const GcsHouse house;
  house.media("a", "x");
  const json plain = json_of(house.get("a"));
  EXPECT_FALSE(plain.contains("acl") || plain.contains("owner"));
  const json full = json_of(house.get("a", "?projection=full"));
  EXPECT_EQ(full["acl"].size(), 4u);
  EXPECT_EQ(full["acl"][3]["entity"], full["owner"]["entity"]);
  EXPECT_EQ(full["acl"][0]["kind"], "storage#objectAccessControl");
}

// gcs.route.wrong-upload-path
TEST(GcsObject, UploadedToTheWrongPathIsRefusedOrTakenBySwitch) {
  const std::string path = "/storage/v1/b/b/o?uploadType=media&name=a";
  const GcsHouse house;
  EXPECT_EQ(error_of(house.request("POST", path, "x")).substr(0, 21), "400 wrongUrlForUpload");
  const GcsHouse lenient({.gcs = {.wrong_upload_path_rewrite = true}});
  EXPECT_EQ(lenient.request("POST", path, "x").status, 200);
  EXPECT_EQ(lenient.stored("a"), "x");
}

// gcs.object.csek-digests
TEST(GcsObject, HidesDigestsOfBytesUnderACustomersKey) {
  const GcsHouse house;
  const Fields key = {
      {"x-goog-encryption-algorithm", "AES256"},
      {"x-goog-encryption-key", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="},
      {"x-goog-encryption-key-sha256", "Zmh6rfhivXdsj8GLjp+OIAiXFIVu4jOzkCpZHQ1fKSU="}};
  EXPECT_TRUE(json_of(house.media("a", "x", {}, key)).contains("md5Hash"));
  const json without = json_of(house.get("a"));
  EXPECT_FALSE(without.contains("md5Hash") || without.contains("crc32c"));
  EXPECT_EQ(without["customerEncryption"]["encryptionAlgorithm"], "AES256");
  EXPECT_TRUE(json_of(house.request("GET", kObject, {}, key)).contains("crc32c"));
  EXPECT_FALSE(json_of(house.request("GET", "/storage/v1/b/b/o"))["items"][0].contains("crc32c"));
  house.media("plain", "x");
  EXPECT_EQ(error_of(house.request("GET", "/storage/v1/b/b/o/plain", {}, key)).substr(0, 48),
            "400 resourceNotEncryptedWithCustomerEncryptionKe");
}

}  // namespace
}  // namespace resumulator::testing_support
