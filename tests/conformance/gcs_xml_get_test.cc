// Objects read and removed over the XML API.
#include <gtest/gtest.h>

#include "support/gzip.h"
#include "support/xml_house.h"

namespace resumulator::testing_support {
namespace {

constexpr const char* kKey = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";  // 32 zero bytes
constexpr const char* kKeyHash = "Zmh6rfhivXdsj8GLjp+OIAiXFIVu4jOzkCpZHQ1fKSU=";
const Fields& key_fields() {
  static const Fields kFields = {{"x-goog-encryption-algorithm", "AES256"},
                                 {"x-goog-encryption-key", kKey},
                                 {"x-goog-encryption-key-sha256", kKeyHash}};
  return kFields;
}

// Rules gcs.xml.get.headers, gcs.xml.get.metadata, gcs.xml.headers.object, gcs.xml.headers.etag.
TEST(GcsXmlGet, GivesBytesAndHeaders) {
  XmlHouse house;
  house.put_object("a", "123456789",
                   {{"Content-Type", "image/png"},
                    {"Content-Disposition", "inline"},
                    {"Content-Language", "de"},
                    {"x-goog-custom-time", "2024-01-02T03:04:05Z"},
                    {"x-goog-meta-k", "v"}});
  const auto answer = house.read("a");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "123456789");
  EXPECT_EQ(answer.field("Content-Type"), "image/png");
  EXPECT_EQ(answer.field("Content-Length"), "9");
  EXPECT_EQ(answer.field("ETag"), "\"25f9e794323b453885f5181f1b624d0b\"");
  EXPECT_EQ(answer.field("Last-Modified"), "Tue, 01 Jan 2030 00:00:00 GMT");
  EXPECT_EQ(answer.field("x-goog-storage-class"), "STANDARD");
  EXPECT_EQ(answer.field("x-goog-stored-content-length"), "9");
  EXPECT_EQ(answer.field("Accept-Ranges"), "bytes");
  EXPECT_EQ(answer.field("x-goog-meta-k"), "v");
  EXPECT_EQ(answer.field("Content-Disposition"), "inline");
  EXPECT_EQ(answer.field("Content-Language"), "de");
  EXPECT_TRUE(answer.has("x-goog-custom-time"));
  EXPECT_NE(answer.head.find("\r\nx-goog-hash: crc32c=4waSgw==\r\nx-goog-hash: md5="),
            std::string::npos);
}

// Rule gcs.xml.headers.etag: without an MD5.
TEST(GcsXmlGet, AComposedObjectHasAnotherEtag) {
  XmlHouse house;
  house.put_object("a", "x");
  const auto made =
      house.request("POST", "/storage/v1/b/bk/o/c/compose", R"({"sourceObjects":[{"name":"a"}]})");
  const auto answer = house.head("c");
  EXPECT_EQ(answer.field("ETag"), "\"-" + json_of(made)["etag"].get<std::string>() + "\"");
  EXPECT_EQ(answer.field("x-goog-component-count"), "1");
  EXPECT_EQ(answer.head.find("md5="), std::string::npos);
}

// Rule gcs.xml.get.cache.
TEST(GcsXmlGet, CachingFollowsTheObjectAndItsReaders) {
  XmlHouse house;
  house.put_object("mine", "x");
  house.put_object("open", "x", {{"x-goog-acl", "public-read"}});
  house.put_object("said", "x", {{"Cache-Control", "max-age=60, no-transform"}});
  EXPECT_EQ(house.read("mine").field("Cache-Control"), "private, max-age=0");
  EXPECT_EQ(house.read("mine").field("Expires"), "Tue, 01 Jan 2030 00:00:00 GMT");
  EXPECT_EQ(house.read("open").field("Cache-Control"), "public, max-age=3600");
  EXPECT_EQ(house.read("open").field("Expires"), "Tue, 01 Jan 2030 01:00:00 GMT");
  EXPECT_EQ(house.read("said").field("Cache-Control"), "max-age=60, no-transform");
  EXPECT_EQ(house.read("said").field("Expires"), "Tue, 01 Jan 2030 00:01:00 GMT");
}

// Rule gcs.xml.get.head.
TEST(GcsXmlGet, HeadIsTheSameWithoutBytes) {
  XmlHouse house;
  house.put_object("a", "123456789");
  const auto answer = house.head("a");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.field("Content-Length"), "9");
  EXPECT_EQ(answer.field("ETag"), house.read("a").field("ETag"));
}

// Rule gcs.xml.get.range.
TEST(GcsXmlGet, GivesOneRange) {
  XmlHouse house;
  house.put_object("a", "123456789");
  const auto part = house.read("a", {{"Range", "bytes=2-4"}});
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, "345");
  EXPECT_EQ(part.field("Content-Range"), "bytes 2-4/9");
  EXPECT_EQ(part.field("x-goog-hash"), "crc32c=4waSgw==");
  EXPECT_EQ(house.read("a", {{"Range", "bytes=-2"}}).body, "89");
  EXPECT_EQ(house.read("a", {{"Range", "bytes=7-"}}).body, "89");
  EXPECT_EQ(house.read("a", {{"Range", "bytes=3-1"}}).body, "123456789");
  EXPECT_EQ(house.read("a", {{"Range", "bytes=0-1,3-4"}}).status, 200);
}

// Rule gcs.xml.get.range-unsatisfiable.
TEST(GcsXmlGet, RefusesARangeBehindTheEnd) {
  XmlHouse house;
  house.put_object("a", "123456789");
  const auto answer = house.read("a", {{"Range", "bytes=99-"}});
  EXPECT_EQ(answer.body,
            "<?xml version='1.0' encoding='UTF-8'?><Error><Code>InvalidRange</Code>"
            "<Message>The requested range cannot be satisfied.</Message>"
            "<Details>bytes=99-</Details></Error>");
  EXPECT_EQ(answer.status, 416);
  EXPECT_EQ(answer.field("Content-Type"), "application/xml; charset=UTF-8");
  EXPECT_EQ(answer.field("Content-Range"), "bytes */9");
  EXPECT_TRUE(answer.has("x-goog-generation"));
}

// Rules gcs.xml.get.generation, gcs.xml.get.missing.
TEST(GcsXmlGet, PicksAGeneration) {
  XmlHouse house;
  house.request("PATCH", "/storage/v1/b/bk", R"({"versioning":{"enabled":true}})");
  const std::string old = house.put_object("a", "old").field("x-goog-generation");
  house.put_object("a", "new");
  EXPECT_EQ(house.read("a").body, "new");
  EXPECT_EQ(house.read("a?generation=" + old).body, "old");
  EXPECT_EQ(problem_of(house.read("a?generation=1")), "404 NoSuchKey No such object: bk/a");
  EXPECT_EQ(problem_of(house.read("a?generation=x")),
            "400 InvalidArgument Invalid long value: 'x'.");
  EXPECT_EQ(problem_of(house.request("GET", "/nowhere/a")), "404 NoSuchBucket");
}

// Rules gcs.xml.get.if-match, gcs.xml.get.guards.
TEST(GcsXmlGet, HonoursConditions) {
  XmlHouse house;
  const auto made = house.put_object("a", "123456789");
  const std::string etag = made.field("ETag");
  const std::string generation = made.field("x-goog-generation");
  const auto status = [&](const char* name, const std::string& value) {
    return house.read("a", {{name, value}}).status;
  };
  EXPECT_EQ(status("If-Match", etag), 200);
  EXPECT_EQ(status("If-Match", "\"other\""), 412);
  EXPECT_EQ(status("If-None-Match", etag), 304);
  EXPECT_EQ(status("If-None-Match", "\"other\""), 200);
  EXPECT_EQ(status("x-goog-if-generation-match", generation), 200);
  EXPECT_EQ(status("x-goog-if-generation-match", "1"), 412);
  EXPECT_EQ(status("x-goog-if-generation-not-match", generation), 304);
  EXPECT_EQ(status("x-goog-if-metageneration-match", "1"), 200);
}

// Rule gcs.xml.get.if-modified-since.
TEST(GcsXmlGet, HonoursTimes) {
  XmlHouse house;
  house.put_object("a", "x");
  const auto status = [&](const char* name, const char* value) {
    return house.read("a", {{name, value}}).status;
  };
  EXPECT_EQ(status("If-Modified-Since", "Tue, 01 Jan 2030 00:00:00 GMT"), 304);
  EXPECT_EQ(status("If-Modified-Since", "Mon, 31 Dec 2029 23:59:59 GMT"), 200);
  EXPECT_EQ(status("If-Unmodified-Since", "Tue, 01 Jan 2030 00:00:00 GMT"), 200);
  EXPECT_EQ(status("If-Unmodified-Since", "Mon, 31 Dec 2029 23:59:59 GMT"), 412);
  EXPECT_EQ(status("If-Modified-Since", "yesterday"), 200);
}

// Rule gcs.xml.get.transcoding.
TEST(GcsXmlGet, InflatesForWhoDoesNotTakeGzip) {
  XmlHouse house;
  const std::string packed = gzip("some text");
  house.put_object("a", packed, {{"Content-Encoding", "gzip"}});
  const auto raw = house.read("a", {{"Accept-Encoding", "gzip"}});
  EXPECT_EQ(raw.body, packed);
  EXPECT_EQ(raw.field("Content-Encoding"), "gzip");
  const auto plain = house.read("a");
  EXPECT_EQ(plain.body, "some text");
  EXPECT_EQ(plain.field("Warning"), "214 UploadServer gunzipped");
  EXPECT_EQ(plain.field("x-goog-stored-content-encoding"), "gzip");
}

// Rule gcs.xml.get.response-fields.
TEST(GcsXmlGet, ASignedUrlMayRenameTheAnswer) {
  XmlHouse house;
  house.put_object("a", "x", {{"Content-Type", "image/png"}});
  const auto answer =
      house.read("a?response-content-type=text%2Fplain&response-content-disposition=attachment");
  EXPECT_EQ(answer.field("Content-Type"), "text/plain");
  EXPECT_EQ(answer.field("Content-Disposition"), "attachment");
}

// Rule gcs.xml.get.csek.
TEST(GcsXmlGet, AnEncryptedObjectWantsItsKey) {
  XmlHouse house;
  ASSERT_EQ(house.put_object("a", "123456789", key_fields()).status, 200);
  EXPECT_EQ(element(house.read("a"), "Code"), "ResourceIsEncryptedWithCustomerEncryptionKey");
  EXPECT_EQ(house.read("a", key_fields()).body, "123456789");
  EXPECT_FALSE(house.head("a").has("x-goog-hash"));
  EXPECT_TRUE(house.head("a", key_fields()).has("x-goog-hash"));
}

// Rules gcs.xml.delete.answer, gcs.xml.delete.guards.
TEST(GcsXmlGet, RemovesOnce) {
  XmlHouse house;
  house.put_object("a", "x");
  EXPECT_EQ(house.request("DELETE", "/bk/a", {}, {{"x-goog-if-generation-match", "1"}}).status,
            412);
  EXPECT_EQ(problem_of(house.request("DELETE", "/bk/a?generation=1")),
            "404 NoSuchKey No such object: bk/a");
  const auto gone = house.request("DELETE", "/bk/a");
  EXPECT_EQ(gone.status, 204);
  EXPECT_EQ(gone.body, "");
  EXPECT_EQ(problem_of(house.request("DELETE", "/bk/a")), "404 NoSuchKey No such object: bk/a");
}

}  // namespace
}  // namespace resumulator::testing_support
