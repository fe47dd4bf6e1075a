// Buckets over the XML API, and what hangs below them.
#include <gtest/gtest.h>

#include "support/xml_house.h"

namespace resumulator::testing_support {
namespace {

constexpr const char* kVersioning =
    "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";

// Rules gcs.xml.bucket.create, gcs.xml.bucket.conflict, gcs.xml.bucket.head,
// gcs.xml.bucket.delete, gcs.xml.bucket.not-empty.
TEST(GcsXmlBucket, IsMadeUsedAndRemoved) {
  XmlHouse house;
  const auto made = house.request("PUT", "/fresh");
  EXPECT_EQ(made.status, 200);
  EXPECT_EQ(made.body, "");
  EXPECT_EQ(problem_of(house.request("PUT", "/fresh")), "409 BucketAlreadyOwnedByYou");
  EXPECT_EQ(problem_of(house.request("PUT", "/fresh", {}, {{"x-goog-project-id", "other"}})),
            "409 BucketNameUnavailable");
  EXPECT_EQ(problem_of(house.request("PUT", "/Not_A_Bucket!")),
            "400 InvalidBucketName Invalid bucket name: 'Not_A_Bucket!'");
  RawClient client(house.server.port());
  client.send(house.text("HEAD", "/fresh", {}, {}) + house.text("HEAD", "/nowhere", {}, {}));
  EXPECT_EQ(client.answer(true).status, 200);
  EXPECT_EQ(client.answer(true).status, 404);
  house.request("PUT", "/fresh/a", "x");
  EXPECT_EQ(problem_of(house.request("DELETE", "/fresh")), "409 BucketNotEmpty");
  house.request("DELETE", "/fresh/a");
  EXPECT_EQ(house.request("DELETE", "/fresh").status, 204);
  EXPECT_EQ(problem_of(house.request("DELETE", "/fresh")), "404 NoSuchBucket");
}

// Rules gcs.xml.bucket.create-body, gcs.xml.sub.location, gcs.xml.sub.storage-class.
TEST(GcsXmlBucket, HasAPlaceAndAClass) {
  XmlHouse house;
  EXPECT_EQ(house
                .request("PUT", "/fresh",
                         "<CreateBucketConfiguration><LocationConstraint>EU</LocationConstraint>"
                         "<StorageClass>NEARLINE</StorageClass></CreateBucketConfiguration>")
                .status,
            200);
  EXPECT_EQ(element(house.request("GET", "/fresh?location"), "LocationConstraint"), "EU");
  EXPECT_EQ(element(house.request("GET", "/fresh?storageClass"), "StorageClass"), "NEARLINE");
  EXPECT_EQ(json_of(house.request("GET", "/storage/v1/b/fresh"))["location"], "EU");
  EXPECT_EQ(element(house.request("PUT", "/other",
                                  "<CreateBucketConfiguration><StorageClass>WARM</StorageClass>"
                                  "</CreateBucketConfiguration>"),
                    "Code"),
            "InvalidStorageClass");
}

// Rule gcs.xml.service.list.
TEST(GcsXmlBucket, AreListedByProject) {
  XmlHouse house;
  house.request("PUT", "/fresh", {}, {{"x-goog-project-id", "p"}});
  const auto list = [&](const char* project) {
    return house.request("GET", "/", {}, {{"x-goog-project-id", project}});
  };
  EXPECT_EQ(elements(list("p"), "Name"), "b bk fresh");
  EXPECT_EQ(elements(list("q"), "Name"), "b bk");
  EXPECT_EQ(element(list("p"), "CreationDate"), "2030-01-01T00:00:00.000Z");
  EXPECT_TRUE(
      list("p").body.starts_with("<?xml version='1.0' encoding='UTF-8'?><ListAllMyBucketsResult "
                                 "xmlns='http://doc.s3.amazonaws.com/2006-03-01'><Owner>"));
}

// Rule gcs.xml.sub.versioning.
TEST(GcsXmlBucket, MayKeepVersions) {
  XmlHouse house;
  EXPECT_EQ(element(house.request("GET", "/bk?versioning"), "Status"), "Suspended");
  EXPECT_EQ(house.request("PUT", "/bk?versioning", kVersioning).status, 200);
  EXPECT_EQ(element(house.request("GET", "/bk?versioning"), "Status"), "Enabled");
  EXPECT_EQ(json_of(house.request("GET", "/storage/v1/b/bk"))["versioning"]["enabled"], true);
  EXPECT_EQ(element(house.request("PUT", "/bk?versioning",
                                  "<VersioningConfiguration><Status>On</Status>"
                                  "</VersioningConfiguration>"),
                    "Code"),
            "MalformedXML");
  EXPECT_EQ(problem_of(house.request("PUT", "/nowhere?versioning", kVersioning)),
            "404 NoSuchBucket");
}

// Rule gcs.xml.sub.cors.
TEST(GcsXmlBucket, HasCorsRules) {
  XmlHouse house;
  const std::string config =
      "<CorsConfig><Cors><Origins><Origin>*</Origin></Origins><Methods><Method>GET</Method>"
      "<Method>PUT</Method></Methods><ResponseHeaders><ResponseHeader>Range</ResponseHeader>"
      "</ResponseHeaders><MaxAgeSec>60</MaxAgeSec></Cors></CorsConfig>";
  const std::string start = "<?xml version='1.0' encoding='UTF-8'?>";
  EXPECT_EQ(house.request("GET", "/bk?cors").body, start + "<CorsConfig></CorsConfig>");
  EXPECT_EQ(house.request("PUT", "/bk?cors", config).status, 200);
  EXPECT_EQ(house.request("GET", "/bk?cors").body, start + config);
  EXPECT_EQ(json_of(house.request("GET", "/storage/v1/b/bk"))["cors"][0]["method"][1], "PUT");
  EXPECT_EQ(element(house.request("PUT", "/bk?cors",
                                  "<CorsConfig><Cors><MaxAgeSec>x</MaxAgeSec></Cors></CorsConfig>"),
                    "Code"),
            "MalformedXML");
}

// Rule gcs.xml.sub.acl.
TEST(GcsXmlBucket, ShowsAndSetsAccess) {
  XmlHouse house;
  house.put_object("a", "x");
  EXPECT_EQ(house.request("PUT", "/bk/a?acl", {}, {{"x-goog-acl", "public-read"}}).status, 200);
  EXPECT_NE(house.request("GET", "/bk/a?acl")
                .body.find("<Entry><Scope type='AllUsers'></Scope><Permission>READ</Permission>"),
            std::string::npos);
  EXPECT_NE(house.request("GET", "/bk?acl").body.find("<Permission>FULL_CONTROL</Permission>"),
            std::string::npos);
  EXPECT_EQ(house.request("PUT", "/bk?acl", {}, {{"x-goog-acl", "public-read-write"}}).status, 200);
  EXPECT_NE(house.request("GET", "/bk?acl").body.find("<Permission>WRITE</Permission>"),
            std::string::npos);
  EXPECT_EQ(problem_of(house.request("PUT", "/bk?acl")), "400 MissingSecurityHeader");
  EXPECT_EQ(element(house.request("PUT", "/bk?acl", {}, {{"x-goog-acl", "mine"}}), "Code"),
            "InvalidArgument");
  EXPECT_EQ(element(house.request("GET", "/bk/none?acl"), "Code"), "NoSuchKey");
}

std::string acl_of(const std::string& entries) {
  return "<AccessControlList><Owner><ID>x</ID></Owner><Entries>" + entries +
         "</Entries></AccessControlList>";
}
std::string entry(const std::string& scope, const std::string& permission) {
  return "<Entry>" + scope + "<Permission>" + permission + "</Permission></Entry>";
}
const char* const kEverybody = "<Scope type=\"AllUsers\"/>";

// Rule gcs.xml.sub.acl-document.
TEST(GcsXmlBucket, TakesAListAsADocument) {
  XmlHouse house;
  const std::string generation = house.put_object("a", "x").field("x-goog-generation");
  const std::string entries =
      entry("<Scope type='UserByEmail'><EmailAddress>a@b.c</EmailAddress></Scope>",
            "FULL_CONTROL") +
      entry("<Scope type='GroupByEmail'><EmailAddress>g@b.c</EmailAddress></Scope>", "READ") +
      entry("<Scope type='UserById'><ID>00b4</ID></Scope>", "READ") +
      entry("<Scope type='GroupById'><ID>00c5</ID></Scope>", "READ") +
      entry("<Scope type='GroupById'><ID>project-viewers-12</ID></Scope>", "READ") +
      entry("<Scope type='GroupByDomain'><Domain>b.c</Domain></Scope>", "READ") +
      entry("<Scope type='AllUsers'></Scope>", "READ") +
      entry("<Scope type='AllAuthenticatedUsers'></Scope>", "READ");
  ASSERT_EQ(house.request("PUT", "/bk/a?acl", acl_of(entries)).status, 200);
  EXPECT_NE(house.request("GET", "/bk/a?acl").body.find("<Entries>" + entries + "</Entries>"),
            std::string::npos);
  const auto shown = json_of(house.request("GET", "/storage/v1/b/bk/o/a/acl"))["items"];
  std::string entities;
  for (const auto& one : shown) entities += one["entity"].get<std::string>() + " ";
  EXPECT_EQ(entities,
            "user-a@b.c group-g@b.c user-00b4 group-00c5 project-viewers-12 domain-b.c allUsers "
            "allAuthenticatedUsers ");
  EXPECT_EQ(shown[0]["role"], "OWNER");
  const auto head = house.head("a");
  EXPECT_EQ(head.field("x-goog-metageneration"), "2");
  EXPECT_EQ(head.field("Cache-Control"), "public, max-age=3600");
  const std::string one = acl_of(entry(kEverybody, "READ"));
  EXPECT_EQ(house.request("PUT", "/bk/a?acl&generation=" + generation, one).status, 200);
  EXPECT_EQ(problem_of(house.request("PUT", "/bk/a?acl&generation=7", one)).substr(0, 13),
            "404 NoSuchKey");
  EXPECT_EQ(element(house.request("GET", "/bk/a?acl&generation=7"), "Code"), "NoSuchKey");
  EXPECT_EQ(
      house.request("PUT", "/bk/a?acl", one, {{"x-goog-if-metageneration-match", "1"}}).status,
      412);
}

// Rule gcs.xml.sub.acl-document.
TEST(GcsXmlBucket, ItsOwnListMayBeADocument) {
  XmlHouse house;
  const std::string writers = acl_of(entry("<Scope type='allusers'/>", "READ") +
                                     entry("<Scope type='ALLUSERS'/>", "WRITE"));
  EXPECT_EQ(
      house.request("PUT", "/bk?acl", writers, {{"x-goog-if-metageneration-match", "9"}}).status,
      412);
  EXPECT_EQ(house.request("PUT", "/bk?acl", writers).status, 200);
  const auto shown = json_of(house.request("GET", "/storage/v1/b/bk/acl"))["items"];
  ASSERT_EQ(shown.size(), 1U);
  EXPECT_EQ(shown[0]["entity"], "allUsers");
  EXPECT_EQ(shown[0]["role"], "WRITER");
  EXPECT_EQ(house.request("PUT", "/bk?acl", acl_of("")).status, 200);
  EXPECT_EQ(element(house.request("GET", "/bk?acl"), "Entries"), "");
  EXPECT_EQ(problem_of(house.request("PUT", "/nowhere?acl", writers)), "404 NoSuchBucket");
}

// Rule gcs.xml.sub.acl-malformed.
TEST(GcsXmlBucket, TakesNoListThatIsNone) {
  XmlHouse house;
  house.put_object("a", "x");
  const std::string before = house.request("GET", "/bk/a?acl").body;
  for (const std::string& body : {
           std::string("no xml"),
           std::string("<AccessControlList>"),
           std::string("<AccessControlList/>"),
           std::string("<Other><Entries/></Other>"),
           "<!DOCTYPE a [<!ENTITY r 'READ'>]>" + acl_of(entry(kEverybody, "&r;")),
           acl_of(entry(kEverybody, "&r;")),
           acl_of(entry(kEverybody, "WRITE")),
           acl_of(entry(kEverybody, "")),
           acl_of(entry("", "READ")),
           acl_of(entry("<Scope/>", "READ")),
           acl_of(entry("<Scope type='Nobody'/>", "READ")),
           acl_of(entry("<Scope type='UserById'/>", "READ")),
           acl_of(
               entry("<Scope type='UserByEmail'><EmailAddress>a</EmailAddress></Scope>", "READ")),
           acl_of("<Grant/>"),
       }) {
    EXPECT_EQ(problem_of(house.request("PUT", "/bk/a?acl", body)).substr(0, 21),
              "400 MalformedACLError")
        << body;
  }
  EXPECT_EQ(house.request("GET", "/bk/a?acl").body, before);
}

// Rule gcs.xml.sub.billing.
TEST(GcsXmlBucket, MayLetRequestersPay) {
  XmlHouse house;
  const auto config = [](const std::string& word) {
    return "<BillingConfiguration><RequesterPays>" + word +
           "</RequesterPays></BillingConfiguration>";
  };
  const Fields payer = {{"x-goog-user-project", "p"}};
  EXPECT_EQ(house.request("GET", "/bk?billing").body,
            "<?xml version='1.0' encoding='UTF-8'?>" + config("Disabled"));
  EXPECT_EQ(element(house.request("PUT", "/bk?billing", config("Yes")), "Code"), "MalformedXML");
  EXPECT_EQ(house.request("PUT", "/bk?billing", config("Enabled")).status, 200);
  EXPECT_EQ(problem_of(house.request("GET", "/bk?billing")), "400 UserProjectMissing");
  EXPECT_EQ(element(house.request("GET", "/bk?billing", {}, payer), "RequesterPays"), "Enabled");
  const auto shown = json_of(house.request("GET", "/storage/v1/b/bk?userProject=p"));
  EXPECT_EQ(shown["billing"]["requesterPays"], true);
  EXPECT_EQ(house.request("PUT", "/bk?billing", config("Disabled"), payer).status, 200);
  EXPECT_EQ(house.put_object("a", "x").status, 200);
  EXPECT_EQ(problem_of(house.request("DELETE", "/bk?billing")).substr(0, 20),
            "405 MethodNotAllowed");
}

// Rule gcs.bucket.requester-pays.
TEST(GcsXmlBucket, WantsToKnowWhoPays) {
  XmlHouse house;
  const std::string session = house.begin("s");
  house.request("PATCH", "/storage/v1/b/bk", R"({"billing":{"requesterPays":true}})");
  const auto refused = house.put_object("a", "x");
  EXPECT_EQ(refused.body,
            "<?xml version='1.0' encoding='UTF-8'?><Error><Code>UserProjectMissing</Code><Message>"
            "Bucket is a requester pays bucket but no user project provided.</Message></Error>");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(problem_of(house.request("GET", "/bk")), "400 UserProjectMissing");
  EXPECT_EQ(house.kept("a"), "(none)");
  EXPECT_EQ(house.put_object("a", "x", {{"x-goog-user-project", "p"}}).status, 200);
  EXPECT_EQ(house.read("a?userProject=p").body, "x");
  EXPECT_EQ(house.put(session, "0-0/1", "x").status, 200);
  const auto copy = [&](Fields fields) {
    fields.emplace_back("x-goog-copy-source", "bk/a");
    return house.request("PUT", "/other/c", {}, fields);
  };
  house.request("PUT", "/other");
  EXPECT_EQ(problem_of(copy({})), "400 UserProjectMissing");
  EXPECT_EQ(copy({{"x-goog-user-project", "p"}}).status, 200);
}

// Rules gcs.xml.body.malformed, gcs.xml.body.doctype, gcs.xml.body.bounds.
TEST(GcsXmlBucket, TakesNoBrokenDocument) {
  Options options;
  options.limits.xml_bytes_max = 400;
  XmlHouse house(options);
  const auto put = [&](const std::string& body) {
    return element(house.request("PUT", "/bk?versioning", body), "Code");
  };
  EXPECT_EQ(put(""), "MalformedXML");
  EXPECT_EQ(put("no xml"), "MalformedXML");
  EXPECT_EQ(put("<Other><Status>Enabled</Status></Other>"), "MalformedXML");
  EXPECT_EQ(put("<!DOCTYPE a [<!ENTITY b \"Enabled\">]><VersioningConfiguration><Status>&b;"
                "</Status></VersioningConfiguration>"),
            "MalformedXML");
  EXPECT_EQ(put(std::string(kVersioning) + std::string(400, ' ')), "EntityTooLarge");
  EXPECT_EQ(element(house.request("GET", "/bk?versioning"), "Status"), "Suspended");
  EXPECT_EQ(house.request("PUT", "/bk?versioning", kVersioning).status, 200);
}

// Rule gcs.xml.body.digest.
TEST(GcsXmlBucket, HoldsADocumentToItsDigest) {
  XmlHouse house;
  const auto put = [&](const char* md5) {
    return house.request("PUT", "/bk?versioning", kVersioning, {{"Content-MD5", md5}});
  };
  EXPECT_EQ(element(put("JfnnlDI7RTiF9RgfG2JNCw=="), "Code"), "BadDigest");
  EXPECT_EQ(element(put("x"), "Code"), "InvalidDigest");
  EXPECT_EQ(element(house.request("GET", "/bk?versioning"), "Status"), "Suspended");
  EXPECT_EQ(put("8qj8HSeDu3APPMQZVG06WQ==").status, 200);
}

}  // namespace
}  // namespace resumulator::testing_support
