// Buckets over the wire: made, shown, changed, locked, removed.
#include <gtest/gtest.h>

#include "support/gcs_house.h"

namespace resumulator::testing_support {
namespace {

using nlohmann::json;

const Fields kJson = {{"Content-Type", "application/json"}};

RawAnswer insert(const GcsHouse& house, const std::string& body, const std::string& query = {}) {
  return house.request("POST", "/storage/v1/b?project=p" + query, body, kJson);
}

// gcs.bucket.insert gcs.bucket.resource
TEST(GcsBucket, IsShownAsProductionShowsIt) {
  const GcsHouse house;
  const RawAnswer answer = insert(house, R"({"name":"photos","labels":{"a":"b"}})");
  ASSERT_EQ(answer.status, 200);
  EXPECT_EQ(answer.field("ETag"), "CAE=");
  EXPECT_EQ(answer.field("Cache-Control"), "no-cache, no-store, max-age=0, must-revalidate");
  const json bucket = json_of(answer);
  EXPECT_EQ(bucket["kind"], "storage#bucket");
  EXPECT_EQ(bucket["id"], "photos");
  EXPECT_EQ(bucket["selfLink"], house.server.url() + "/storage/v1/b/photos");
  EXPECT_TRUE(bucket["projectNumber"].is_string());
  EXPECT_EQ(bucket["metageneration"], "1");
  EXPECT_EQ(bucket["location"], "US");
  EXPECT_EQ(bucket["storageClass"], "STANDARD");
  EXPECT_EQ(bucket["etag"], "CAE=");
  EXPECT_EQ(bucket["timeCreated"], "2030-01-01T00:00:00.000Z");
  EXPECT_EQ(bucket["locationType"], "multi-region");
  EXPECT_EQ(bucket["rpo"], "DEFAULT");
  EXPECT_EQ(bucket["labels"]["a"], "b");
  const RawAnswer read = house.request("GET", "/storage/v1/b/photos");
  EXPECT_EQ(json_of(read), bucket);
  EXPECT_EQ(read.field("Cache-Control"), "private, max-age=0, must-revalidate, no-transform");
}

// gcs.bucket.insert-refusals gcs.bucket.malformed
TEST(GcsBucket, IsRefusedWithTheServicesReasons) {
  const GcsHouse house;
  EXPECT_EQ(error_of(insert(house, R"({"name":"b"})")), "400 invalid Invalid bucket name: 'b'");
  EXPECT_EQ(insert(house, R"({"name":"twice"})").status, 200);
  EXPECT_EQ(error_of(insert(house, R"({"name":"twice"})")),
            "409 conflict You already own this bucket. Please select another name.");
  EXPECT_EQ(error_of(insert(house, "{}")), "400 required Required");
  EXPECT_EQ(insert(house, "nonsense").status, 400);
  EXPECT_EQ(insert(house, R"({"name":"good","labels":[1]})").status, 400);
  EXPECT_EQ(house.request("GET", "/storage/v1/b/good").status, 404);
  EXPECT_EQ(house.request("POST", "/storage/v1/b", R"({"name":"no-project"})").status, 200);
  const GcsHouse strict({.gcs = {.bucket_insert_requires_project = true}});
  EXPECT_EQ(strict.request("POST", "/storage/v1/b", R"({"name":"no-project"})").status, 400);
}

// gcs.bucket.get
TEST(GcsBucket, ThatIsMissingIs404) {
  const GcsHouse house;
  const std::string missing = "404 notFound The specified bucket does not exist.";
  EXPECT_EQ(error_of(house.request("GET", "/storage/v1/b/none")), missing);
  EXPECT_EQ(error_of(house.request("DELETE", "/storage/v1/b/none")), missing);
  EXPECT_EQ(error_of(house.request("PATCH", "/storage/v1/b/none", "{}")), missing);
  EXPECT_EQ(error_of(house.request("GET", "/storage/v1/b/none/o")), missing);
  EXPECT_EQ(error_of(house.request("GET", "/storage/v1/b/none/iam")), missing);
  EXPECT_EQ(error_of(house.request("GET", "/storage/v1/b/none/storageLayout")), missing);
}

// gcs.bucket.list
TEST(GcsBucket, AreListedInNameOrderAndPaged) {
  const GcsHouse house;
  EXPECT_EQ(json_of(house.request("GET", "/storage/v1/b?project=p&prefix=none")),
            json({{"kind", "storage#buckets"}}));
  for (const char* name : {"ddd", "bbb", "ccc"}) {
    insert(house, std::string(R"({"name":")") + name + "\"}");
  }
  const auto names = [](const json& page) {
    std::string out;
    for (const json& item : page["items"]) out += item["name"].get<std::string>() + " ";
    return out;
  };
  json page = json_of(house.request("GET", "/storage/v1/b?project=p&maxResults=3"));
  EXPECT_EQ(names(page), "b bbb ccc ");
  page = json_of(house.request("GET", "/storage/v1/b?project=p&maxResults=3&pageToken=" +
                                          page["nextPageToken"].get<std::string>()));
  EXPECT_EQ(names(page), "ddd ");
  EXPECT_FALSE(page.contains("nextPageToken"));
  EXPECT_EQ(names(json_of(house.request("GET", "/storage/v1/b?prefix=c"))), "ccc ");
  EXPECT_EQ(house.request("GET", "/storage/v1/b?pageToken=zzz").status, 400);
}

// gcs.bucket.patch gcs.bucket.update gcs.route.method-override
TEST(GcsBucket, IsMergedByPatchAndReplacedByPut) {
  const GcsHouse house;
  const std::string path = "/storage/v1/b/b";
  json bucket = json_of(house.request(
      "PATCH", path, R"({"labels":{"a":"1","b":"2"},"versioning":{"enabled":true}})", kJson));
  EXPECT_EQ(bucket["metageneration"], "2");
  EXPECT_EQ(bucket["etag"], "CAI=");
  bucket = json_of(house.request("POST", path, R"({"labels":{"a":null}})",
                                 {{"X-HTTP-Method-Override", "PATCH"}}));
  EXPECT_EQ(bucket["labels"], json({{"b", "2"}}));
  EXPECT_EQ(bucket["versioning"]["enabled"], true);
  bucket = json_of(house.request("PUT", path, R"({"labels":{"c":"3"}})", kJson));
  EXPECT_EQ(bucket["labels"], json({{"c", "3"}}));
  EXPECT_FALSE(bucket.contains("versioning"));
  EXPECT_EQ(bucket["metageneration"], "4");
}

// gcs.bucket.patch
TEST(GcsBucket, StaysAsItWasAfterARefusedPatch) {
  const GcsHouse house;
  EXPECT_EQ(house.request("PATCH", "/storage/v1/b/b", R"({"labels":{"a":"1"},"cors":5})").status,
            400);
  const json bucket = json_of(house.request("GET", "/storage/v1/b/b"));
  EXPECT_EQ(bucket["metageneration"], "1");
  EXPECT_FALSE(bucket.contains("labels"));
}

// gcs.precondition.bucket
TEST(GcsBucket, ObeysGuardsOnItsMetageneration) {
  const GcsHouse house;
  const std::string path = "/storage/v1/b/b";
  EXPECT_EQ(house.request("PATCH", path + "?ifMetagenerationMatch=2", "{}").status, 412);
  EXPECT_EQ(house.request("PATCH", path + "?ifMetagenerationNotMatch=1", "{}").status, 304);
  EXPECT_EQ(house.request("DELETE", path + "?ifMetagenerationMatch=2").status, 412);
  EXPECT_EQ(house.request("GET", path + "?ifMetagenerationNotMatch=1").status, 304);
  EXPECT_EQ(house.request("GET", path + "?ifMetagenerationMatch=1").status, 200);
  EXPECT_EQ(house.request("GET", path + "?ifMetagenerationMatch=x").status, 400);
}

// gcs.bucket.delete
TEST(GcsBucket, GoesOnlyWhenItIsEmpty) {
  const GcsHouse house;
  house.media("a", "x");
  EXPECT_EQ(error_of(house.request("DELETE", "/storage/v1/b/b")),
            "409 conflict The bucket you tried to delete is not empty.");
  house.request("DELETE", "/storage/v1/b/b/o/a");
  const RawAnswer gone = house.request("DELETE", "/storage/v1/b/b");
  EXPECT_EQ(gone.status, 204);
  EXPECT_EQ(gone.body, "");
  EXPECT_EQ(house.request("GET", "/storage/v1/b/b").status, 404);
}

// gcs.bucket.delete
TEST(GcsBucket, TakesWhatBelongsToItAlong) {
  GcsHouse house;
  house.request("PUT", "/storage/v1/b/b/iam", R"({"bindings":[{"role":"r","members":["m"]}]})");
  house.request("POST", "/storage/v1/b/b/notificationConfigs", R"({"topic":"t"})");
  house.request("DELETE", "/storage/v1/b/b");
  ASSERT_TRUE(house.server.create_bucket("b"));
  EXPECT_EQ(json_of(house.request("GET", "/storage/v1/b/b/iam"))["bindings"], json::array());
  EXPECT_FALSE(
      json_of(house.request("GET", "/storage/v1/b/b/notificationConfigs")).contains("items"));
}

// gcs.bucket.lock-retention
TEST(GcsBucket, KeepsALockedRetentionPolicyForGood) {
  const GcsHouse house;
  const std::string lock = "/storage/v1/b/b/lockRetentionPolicy";
  EXPECT_EQ(house.request("POST", lock).status, 400);
  EXPECT_EQ(house.request("POST", lock + "?ifMetagenerationMatch=1").status, 400);
  house.request("PATCH", "/storage/v1/b/b", R"({"retentionPolicy":{"retentionPeriod":"100"}})");
  EXPECT_EQ(house.request("POST", lock + "?ifMetagenerationMatch=1").status, 412);
  const json bucket = json_of(house.request("POST", lock + "?ifMetagenerationMatch=2"));
  EXPECT_EQ(bucket["retentionPolicy"]["isLocked"], true);
  EXPECT_EQ(error_of(house.request("PATCH", "/storage/v1/b/b", R"({"retentionPolicy":null})"))
                .substr(0, 14),
            "403 forbidden ");
  const json patched = json_of(house.request("PATCH", "/storage/v1/b/b",
                                             R"({"retentionPolicy":{"retentionPeriod":"200"}})"));
  EXPECT_EQ(patched["retentionPolicy"]["retentionPeriod"], "200");
  EXPECT_EQ(patched["retentionPolicy"]["isLocked"], true);
}

// gcs.bucket.storage-layout
TEST(GcsBucket, TellsItsStorageLayout) {
  const GcsHouse house;
  EXPECT_EQ(json_of(house.request("GET", "/storage/v1/b/b/storageLayout")),
            json::parse(R"({"kind":"storage#storageLayout","bucket":"b","location":"US",
                            "locationType":"multi-region",
                            "hierarchicalNamespace":{"enabled":false}})"));
}

// gcs.bucket.enable-object-retention gcs.acl.predefined
TEST(GcsBucket, TakesSettingsFromParametersToo) {
  const GcsHouse house;
  const json bucket =
      json_of(insert(house, R"({"name":"open"})",
                     "&enableObjectRetention=true&predefinedAcl=publicRead&projection=full"));
  EXPECT_EQ(bucket["objectRetention"]["mode"], "Enabled");
  EXPECT_EQ(bucket["acl"][1]["entity"], "allUsers");
  EXPECT_EQ(bucket["defaultObjectAcl"].size(), 3u);
  EXPECT_EQ(insert(house, R"({"name":"shut"})", "&predefinedAcl=nonsense").status, 400);
}

// gcs.bucket.get
TEST(GcsBucket, AnswersHeadWithoutABody) {
  const GcsHouse house;
  RawClient client(house.server.port());
  client.send("HEAD /storage/v1/b/b HTTP/1.1\r\nHost: " + house.host() + "\r\n\r\n");
  const RawAnswer answer = client.answer(true);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "");
}

// gcs.bucket.requester-pays
TEST(GcsBucket, WantsToKnowWhoPaysWhereRequestersDo) {
  const GcsHouse house;
  const char* pays = R"({"billing":{"requesterPays":true}})";
  EXPECT_EQ(house.request("PATCH", "/storage/v1/b/b", pays).status, 200);
  const auto refused = house.request("GET", "/storage/v1/b/b");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(json_of(refused)["error"]["errors"][0]["reason"], "required");
  EXPECT_EQ(json_of(refused)["error"]["message"],
            "Bucket is a requester pays bucket but no user project provided.");
  EXPECT_EQ(house.media("a", "x").status, 400);
  EXPECT_EQ(house.start("a").status, 400);
  const std::string session = house.open("a", "&userProject=p");
  const auto at = session.find("upload_id=");
  EXPECT_EQ(
      house.put("/upload/storage/v1/b/b/o?uploadType=resumable&" + session.substr(at), "0-0/1", "x")
          .status,
      200);
  EXPECT_EQ(house.request("GET", "/storage/v1/b/b/o", {}, {{"X-Goog-User-Project", "p"}}).status,
            200);
  EXPECT_EQ(house.request("GET", "/storage/v1/b").status, 200);
  insert(house, R"({"name":"photos"})");
  const char* copy = "/storage/v1/b/photos/o/x/copyTo/b/b/o/y";
  EXPECT_EQ(house.request("POST", copy).status, 400);
  EXPECT_EQ(house.request("POST", std::string(copy) + "?userProject=p").status, 404);
  Options options;
  options.gcs.requester_pays = false;
  const GcsHouse other(options);
  EXPECT_EQ(other.request("PATCH", "/storage/v1/b/b", pays).status, 200);
  EXPECT_EQ(other.request("GET", "/storage/v1/b/b").status, 200);
}

}  // namespace
}  // namespace resumulator::testing_support
