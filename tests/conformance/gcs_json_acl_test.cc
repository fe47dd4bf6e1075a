// Access lists, policies, notifications and keys over the wire: kept and given back.
#include <gtest/gtest.h>

#include "support/gcs_house.h"

namespace resumulator::testing_support {
namespace {

using nlohmann::json;

std::string entities(const RawAnswer& answer) {
  std::string out;
  for (const auto& item : json_of(answer).value("items", json::array())) {
    out += item["entity"].get<std::string>().substr(0, 13) + ":" +
           item["role"].get<std::string>().substr(0, 1) + " ";
  }
  return out;
}

// gcs.acl.list gcs.acl.entry
TEST(GcsAcl, OfABucketIsListedAndChangedEntryByEntry) {
  const GcsHouse house;
  const std::string path = "/storage/v1/b/b/acl";
  EXPECT_EQ(json_of(house.request("GET", path))["kind"], "storage#bucketAccessControls");
  EXPECT_EQ(entities(house.request("GET", path)),
            "project-owner:O project-edito:O project-viewe:R ");
  const json entry =
      json_of(house.request("POST", path, R"({"entity":"user-a@b.c","role":"WRITER"})"));
  EXPECT_EQ(entry["kind"], "storage#bucketAccessControl");
  EXPECT_EQ(entry["id"], "b/user-a@b.c");
  EXPECT_EQ(entry["selfLink"], house.server.url() + path + "/user-a%40b.c");
  const std::string one = path + "/user-a%40b.c";
  EXPECT_EQ(json_of(house.request("GET", one))["role"], "WRITER");
  EXPECT_EQ(json_of(house.request("PATCH", one, R"({"role":"READER"})"))["role"], "READER");
  EXPECT_EQ(json_of(house.request("PUT", one, R"({"role":"OWNER"})"))["role"], "OWNER");
  EXPECT_EQ(house.request("DELETE", one).status, 204);
  EXPECT_EQ(error_of(house.request("GET", one)).substr(0, 12), "404 notFound");
  EXPECT_EQ(house.request("DELETE", one).status, 404);
  EXPECT_EQ(house.request("PATCH", one, R"({"role":"OWNER"})").status, 404);
}

// gcs.acl.derived-members
TEST(GcsAcl, ShowsWhatAnEntityStandsFor) {
  const GcsHouse house;
  const auto added = [&](const std::string& entity) {
    return json_of(house.request("POST", "/storage/v1/b/b/acl",
                                 json{{"entity", entity}, {"role", "READER"}}.dump()));
  };
  EXPECT_EQ(added("user-a@b.c")["email"], "a@b.c");
  EXPECT_EQ(added("group-g@b.c")["email"], "g@b.c");
  EXPECT_EQ(added("domain-b.c")["domain"], "b.c");
  EXPECT_EQ(added("project-editors-12")["projectTeam"],
            json({{"projectNumber", "12"}, {"team", "editors"}}));
  EXPECT_FALSE(added("allUsers").contains("email"));
}

// gcs.acl.malformed
TEST(GcsAcl, RefusesEntitiesAndRolesThatThereAreNot) {
  const GcsHouse house;
  house.media("a", "x");
  const auto status = [&](const std::string& path, const std::string& body) {
    return house.request("POST", path, body).status;
  };
  EXPECT_EQ(status("/storage/v1/b/b/acl", R"({"entity":"nobody","role":"READER"})"), 400);
  EXPECT_EQ(status("/storage/v1/b/b/acl", R"({"entity":"allUsers","role":"KING"})"), 400);
  EXPECT_EQ(status("/storage/v1/b/b/acl", R"({"entity":"allUsers"})"), 400);
  EXPECT_EQ(status("/storage/v1/b/b/acl", "nonsense"), 400);
  EXPECT_EQ(status("/storage/v1/b/b/o/a/acl", R"({"entity":"allUsers","role":"WRITER"})"), 400);
  EXPECT_EQ(status("/storage/v1/b/none/acl", R"({"entity":"allUsers","role":"READER"})"), 404);
  EXPECT_EQ(status("/storage/v1/b/b/o/none/acl", R"({"entity":"allUsers","role":"READER"})"), 404);
}

// gcs.acl.list gcs.acl.metageneration
TEST(GcsAcl, OfAnObjectCountsAsItsMetadata) {
  const GcsHouse house;
  const json object = json_of(house.media("a%2Fb", "x"));
  const std::string path = "/storage/v1/b/b/o/a%2Fb/acl";
  EXPECT_EQ(entities(house.request("GET", path)),
            "project-owner:O project-edito:O project-viewe:R user-owner@ex:O ");
  const RawAnswer added = house.request("POST", path, R"({"entity":"allUsers","role":"READER"})");
  EXPECT_EQ(json_of(added)["object"], "a/b");
  EXPECT_EQ(json_of(added)["generation"], object["generation"]);
  const json after = json_of(house.get("a%2Fb", "?projection=full"));
  EXPECT_EQ(after["metageneration"], "2");
  EXPECT_EQ(after["acl"].size(), 5u);
  EXPECT_EQ(after["acl"][4], json_of(added));
  EXPECT_EQ(house.request("DELETE", path + "/allUsers").status, 204);
  EXPECT_EQ(house.request("GET", path + "/allUsers").status, 404);
  EXPECT_EQ(house.request("GET", path + "?generation=1").status, 404);
}

// gcs.acl.default gcs.acl.predefined
TEST(GcsAcl, OfNewObjectsIsWhatTheBucketSays) {
  const GcsHouse house;
  const std::string path = "/storage/v1/b/b/defaultObjectAcl";
  house.request("POST", path, R"({"entity":"allUsers","role":"READER"})");
  EXPECT_EQ(json_of(house.request("GET", path))["kind"], "storage#objectAccessControls");
  EXPECT_EQ(house.request("GET", path + "/allUsers").status, 200);
  house.media("a", "x");
  EXPECT_NE(entities(house.request("GET", "/storage/v1/b/b/o/a/acl")).find("allUsers:R"),
            std::string::npos);
  house.media("c", "x", "&predefinedAcl=private");
  EXPECT_EQ(entities(house.request("GET", "/storage/v1/b/b/o/c/acl")), "user-owner@ex:O ");
}

// gcs.iam.policy gcs.iam.etag
TEST(GcsIam, KeepsAPolicyUnderAnEtag) {
  const GcsHouse house;
  const std::string path = "/storage/v1/b/b/iam";
  EXPECT_EQ(json_of(house.request("GET", path)),
            json::parse(R"({"kind":"storage#policy","resourceId":"projects/_/buckets/b",
                            "version":1,"etag":"CAE=","bindings":[]})"));
  const json bindings = json::parse(R"([{"role":"roles/storage.admin","members":["allUsers"]}])");
  const json set = json_of(house.request(
      "PUT", path, json{{"etag", "CAE="}, {"version", 3}, {"bindings", bindings}}.dump()));
  EXPECT_EQ(set["bindings"], bindings);
  EXPECT_EQ(set["version"], 3);
  EXPECT_EQ(set["etag"], "CAI=");
  EXPECT_EQ(json_of(house.request("GET", path)), set);
  EXPECT_EQ(house.request("PUT", path, R"({"etag":"CAE=","bindings":[]})").status, 412);
  EXPECT_EQ(house.request("PUT", path, R"({"bindings":5})").status, 400);
}

// gcs.iam.test-permissions
TEST(GcsIam, AllowsWhateverIsAskedFor) {
  const GcsHouse house;
  EXPECT_EQ(
      json_of(house.request("GET",
                            "/storage/v1/b/b/iam/testPermissions?permissions="
                            "storage.objects.get&permissions=storage.buckets.get"))["permissions"],
      json({"storage.objects.get", "storage.buckets.get"}));
}

// gcs.notification.kept
TEST(GcsNotification, IsKeptAndGivenBack) {
  const GcsHouse house;
  const std::string path = "/storage/v1/b/b/notificationConfigs";
  EXPECT_EQ(json_of(house.request("GET", path)), json({{"kind", "storage#notifications"}}));
  const json made = json_of(house.request(
      "POST", path, R"({"topic":"//pubsub/t","payload_format":"NONE","event_types":["X"]})"));
  EXPECT_EQ(made["id"], "1");
  EXPECT_EQ(made["payload_format"], "NONE");
  EXPECT_EQ(made["event_types"], json({"X"}));
  EXPECT_EQ(json_of(house.request("POST", path, R"({"topic":"t"})"))["id"], "2");
  EXPECT_EQ(json_of(house.request("GET", path))["items"].size(), 2u);
  EXPECT_EQ(json_of(house.request("GET", path + "/1")), made);
  EXPECT_EQ(house.request("DELETE", path + "/1").status, 204);
  EXPECT_EQ(house.request("GET", path + "/1").status, 404);
  EXPECT_EQ(house.request("POST", path, "{}").status, 400);
}

// gcs.hmac.kept gcs.hmac.state
TEST(GcsHmac, LivesFromActiveToDeleted) {
  const GcsHouse house;
  const std::string path = "/storage/v1/projects/p/hmacKeys";
  EXPECT_EQ(house.request("POST", path).status, 400);
  const json made = json_of(house.request("POST", path + "?serviceAccountEmail=s%40p"));
  EXPECT_EQ(made["kind"], "storage#hmacKey");
  EXPECT_EQ(made["secret"].get<std::string>().size(), 40u);
  const std::string id = made["metadata"]["accessId"];
  EXPECT_EQ(id.size(), 61u);
  EXPECT_EQ(json_of(house.request("GET", path + "/" + id)), made["metadata"]);
  EXPECT_EQ(json_of(house.request("GET", path))["items"].size(), 1u);
  EXPECT_FALSE(json_of(house.request("GET", path + "?serviceAccountEmail=o")).contains("items"));
  EXPECT_EQ(house.request("DELETE", path + "/" + id).status, 400);
  EXPECT_EQ(house.request("PUT", path + "/" + id, R"({"state":"GONE"})").status, 400);
  EXPECT_EQ(json_of(house.request("PUT", path + "/" + id, R"({"state":"INACTIVE"})"))["state"],
            "INACTIVE");
  EXPECT_EQ(house.request("DELETE", path + "/" + id).status, 204);
  EXPECT_FALSE(json_of(house.request("GET", path)).contains("items"));
  EXPECT_EQ(json_of(house.request("GET", path + "?showDeletedKeys=true"))["items"].size(), 1u);
  EXPECT_EQ(house.request("PUT", path + "/" + id, R"({"state":"ACTIVE"})").status, 400);
  EXPECT_EQ(house.request("GET", path + "/none").status, 404);
}

// gcs.xml.put.acl: every canned list, by its name in headers. Who pays for a request is not asked.
TEST(GcsAcl, NamesCannedLists) {
  Options options;
  options.buckets = {"bk"};
  const GcsHouse house(options);
  const auto listed = [&](const std::string& name) {
    EXPECT_EQ(house
                  .request("PUT", "/bk/" + name, "x",
                           {{"x-goog-acl", name}, {"x-goog-user-project", "payer"}})
                  .status,
              200);
    return entities(house.request("GET", "/storage/v1/b/bk/o/" + name + "/acl?userProject=payer"));
  };
  EXPECT_EQ(listed("private"), "user-owner@ex:O ");
  EXPECT_EQ(listed("public-read"), "user-owner@ex:O allUsers:R ");
  EXPECT_EQ(listed("authenticated-read"), "user-owner@ex:O allAuthentica:R ");
  EXPECT_EQ(listed("project-private"),
            "project-owner:O project-edito:O project-viewe:R user-owner@ex:O ");
  EXPECT_EQ(listed("bucket-owner-read"), "user-owner@ex:O project-owner:R ");
  EXPECT_EQ(listed("bucket-owner-full-control"), "user-owner@ex:O project-owner:O ");
}

// gcs.project.service-account gcs.channel.stop
TEST(GcsProject, HasAServiceAccountAndNothingToStop) {
  const GcsHouse house;
  EXPECT_EQ(
      json_of(house.request("GET", "/storage/v1/projects/12/serviceAccount"))["email_address"],
      "service-12@gs-project-accounts.iam.gserviceaccount.com");
  EXPECT_EQ(house.request("POST", "/storage/v1/channels/stop", R"({"id":"c"})").status, 204);
}

}  // namespace
}  // namespace resumulator::testing_support
