// Objects written by PUT over the XML API.
#include <gtest/gtest.h>

#include "support/xml_house.h"

namespace resumulator::testing_support {
namespace {

// Rules gcs.xml.put.bytes, gcs.xml.headers.write, gcs.xml.headers.object, gcs.xml.headers.etag.
TEST(GcsXmlPut, TheBodyIsTheObject) {
  XmlHouse house;
  const auto answer = house.put_object("d/a%20b", "123456789", {{"Content-Type", "image/png"}});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "");
  EXPECT_EQ(answer.field("Content-Length"), "0");
  EXPECT_EQ(answer.field("Content-Type"), "text/html; charset=UTF-8");
  EXPECT_EQ(answer.field("ETag"), "\"25f9e794323b453885f5181f1b624d0b\"");
  EXPECT_EQ(answer.field("x-goog-generation").size(), 16U);
  EXPECT_EQ(answer.field("x-goog-metageneration"), "1");
  EXPECT_NE(answer.head.find("\r\nx-goog-hash: crc32c=4waSgw==\r\n"
                             "x-goog-hash: md5=JfnnlDI7RTiF9RgfG2JNCw==\r\n"),
            std::string::npos)
      << answer.head;
  EXPECT_EQ(answer.field("x-goog-stored-content-length"), "9");
  EXPECT_EQ(answer.field("x-goog-stored-content-encoding"), "identity");
  EXPECT_TRUE(answer.has("X-GUploader-UploadID"));
  EXPECT_EQ(answer.field("Vary"), "Origin");
  EXPECT_EQ(answer.field("Server"), "UploadServer");
  EXPECT_EQ(house.kept("d/a b"), "123456789");
  // The same object over JSON.
  const auto resource = json_of(house.request("GET", "/storage/v1/b/bk/o/d%2Fa%20b"));
  EXPECT_EQ(resource["generation"], answer.field("x-goog-generation"));
  EXPECT_EQ(resource["contentType"], "image/png");
}

// Rule gcs.xml.put.bytes: chunked coding.
TEST(GcsXmlPut, TakesChunkedCoding) {
  XmlHouse house;
  EXPECT_EQ(house
                .request("PUT", "/bk/a", "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", {},
                         "Transfer-Encoding: chunked\r\n")
                .status,
            200);
  EXPECT_EQ(house.kept("a"), "abcde");
  EXPECT_EQ(house.put_object("empty", "").field("x-goog-stored-content-length"), "0");
}

// Rule gcs.xml.put.length-required.
TEST(GcsXmlPut, WantsALength) {
  XmlHouse house;
  const auto answer = RawClient(house.server.port())
                          .ask("PUT /bk/a HTTP/1.1\r\nHost: " + house.host() + "\r\n\r\n");
  EXPECT_EQ(problem_of(answer), "411 MissingContentLength");
  EXPECT_EQ(element(answer, "Message"), "You must provide the Content-Length HTTP header.");
}

// Rule gcs.xml.put.metadata.
TEST(GcsXmlPut, FieldsAreMetadata) {
  XmlHouse house;
  house.put_object("a", "x",
                   {{"Content-Encoding", "br"},
                    {"Content-Disposition", "inline"},
                    {"Content-Language", "de"},
                    {"Cache-Control", "no-cache"},
                    {"X-Goog-Meta-Some-Key", "Some Value"},
                    {"x-goog-custom-time", "2024-01-02T03:04:05Z"}});
  const auto resource = json_of(house.request("GET", "/storage/v1/b/bk/o/a"));
  EXPECT_EQ(resource["contentType"], "application/octet-stream");
  EXPECT_EQ(resource["contentEncoding"], "br");
  EXPECT_EQ(resource["contentDisposition"], "inline");
  EXPECT_EQ(resource["contentLanguage"], "de");
  EXPECT_EQ(resource["cacheControl"], "no-cache");
  EXPECT_EQ(resource["metadata"]["some-key"], "Some Value");
  EXPECT_EQ(resource["customTime"].get<std::string>().substr(0, 19), "2024-01-02T03:04:05");
  EXPECT_EQ(problem_of(house.put_object("b", "x", {{"x-goog-custom-time", "soon"}})),
            "400 MalformedHeaderValue x-goog-custom-time is no time: 'soon'");
  EXPECT_EQ(house.kept("b"), "(none)");
}

// Rule gcs.xml.put.storage-class.
TEST(GcsXmlPut, AClassMayBeNamed) {
  XmlHouse house;
  house.put_object("a", "x", {{"x-goog-storage-class", "NEARLINE"}});
  EXPECT_EQ(house.head("a").field("x-goog-storage-class"), "NEARLINE");
  house.put_object("a", "x");
  EXPECT_EQ(house.head("a").field("x-goog-storage-class"), "STANDARD");
  EXPECT_EQ(problem_of(house.put_object("b", "x", {{"x-goog-storage-class", "WARM"}})),
            "400 InvalidStorageClass No such storage class: 'WARM'");
}

// Rules gcs.xml.put.acl, gcs.xml.put.query-fields.
TEST(GcsXmlPut, ACannedListMayBeNamed) {
  XmlHouse house;
  house.put_object("a", "x", {{"x-goog-acl", "public-read"}});
  EXPECT_NE(house.request("GET", "/bk/a?acl").body.find("<Scope type='AllUsers'></Scope>"),
            std::string::npos);
  house.put_object("c?x-goog-acl=public-read&x-goog-meta-k=v", "x");
  EXPECT_NE(house.request("GET", "/bk/c?acl").body.find("AllUsers"), std::string::npos);
  EXPECT_EQ(house.head("c").field("x-goog-meta-k"), "v");
  EXPECT_EQ(problem_of(house.put_object("d", "x", {{"x-goog-acl", "mine"}})),
            "400 InvalidArgument No such canned ACL: mine");
}

// Rule gcs.xml.put.digests.
TEST(GcsXmlPut, ChecksDeclaredDigests) {
  XmlHouse house;
  const std::string body = "123456789";
  EXPECT_EQ(house.put_object("a", body, {{"x-goog-hash", "crc32c=4waSgw=="}}).status, 200);
  EXPECT_EQ(house.put_object("a", body, {{"Content-MD5", "JfnnlDI7RTiF9RgfG2JNCw=="}}).status, 200);
  const auto wrong = house.put_object("c", body, {{"x-goog-hash", "crc32c=AAAAAA=="}});
  EXPECT_EQ(problem_of(wrong),
            "400 BadDigest Provided CRC32C \"AAAAAA==\" doesn't match calculated CRC32C "
            "\"4waSgw==\".");
  EXPECT_EQ(element(wrong, "Message"),
            "The Content-MD5 or x-goog-hash you specified did not match what we received.");
  EXPECT_EQ(element(house.put_object("c", body, {{"Content-MD5", "x"}}), "Code"), "InvalidDigest");
  for (const char* hash : {"sha1=zz", "crc32c=4waSgw==,sha1=zz", "crc32c=zz", "4waSgw=="}) {
    EXPECT_EQ(element(house.put_object("c", body, {{"x-goog-hash", hash}}), "Code"),
              "InvalidDigest")
        << hash;
  }
  EXPECT_EQ(house.kept("c"), "(none)");
}

// Rule gcs.xml.put.size-range.
TEST(GcsXmlPut, HoldsToASizeRange) {
  XmlHouse house;
  const auto put = [&](std::string_view body, const char* range, std::string_view framing = {}) {
    return house.request("PUT", "/bk/a", body, {{"x-goog-content-length-range", range}}, framing);
  };
  EXPECT_EQ(put("abc", "3,4").status, 200);
  EXPECT_EQ(put("abcd", "3,4").status, 200);
  EXPECT_EQ(element(put("ab", "3,4"), "Code"), "EntityTooSmall");
  EXPECT_EQ(problem_of(put("abcde", "3,4")), "400 EntityTooLarge 5 bytes, at most 4 are allowed");
  EXPECT_EQ(
      element(put("5\r\nabcde\r\n0\r\n\r\n", "3,4", "Transfer-Encoding: chunked\r\n"), "Code"),
      "EntityTooLarge");
  EXPECT_EQ(element(put("abc", "4,3"), "Code"), "MalformedHeaderValue");
  EXPECT_EQ(house.kept("a"), "abcd");
}

// Rule gcs.xml.put.resumable-is-post.
TEST(GcsXmlPut, OpensNoSession) {
  XmlHouse house;
  EXPECT_EQ(problem_of(house.put_object("a", "x", {{"x-goog-resumable", "start"}})),
            "400 InvalidArgument A resumable upload is started by POST.");
}

// Rule gcs.xml.put.bucket.
TEST(GcsXmlPut, NeedsItsBucket) {
  XmlHouse house;
  EXPECT_EQ(problem_of(house.request("PUT", "/nowhere/a", "x")), "404 NoSuchBucket");
  Options options;
  options.gcs.auto_create_buckets = true;
  XmlHouse lenient(options);
  EXPECT_EQ(lenient.request("PUT", "/nowhere/a", "x").status, 200);
  EXPECT_EQ(lenient.server.object("nowhere", "a")->bytes(), "x");
}

// Rule gcs.xml.put.name.
TEST(GcsXmlPut, ChecksTheName) {
  XmlHouse house;
  EXPECT_EQ(element(house.put_object(std::string(1025, 'n'), "x"), "Code"), "KeyTooLong");
  EXPECT_EQ(house.put_object(std::string(1024, 'n'), "x").status, 200);
  EXPECT_EQ(element(house.put_object("a%0Ab", "x"), "Code"), "InvalidArgument");
}

// Rule gcs.xml.put.csek.
TEST(GcsXmlPut, TakesKeysOfTheCustomers) {
  XmlHouse house;
  const auto answer = house.put_object("a", "x",
                                       {{"x-goog-encryption-algorithm", "AES256"},
                                        {"x-goog-encryption-key", "short"},
                                        {"x-goog-encryption-key-sha256", "x"}});
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(element(answer, "Code"), "CustomerEncryptionKeyFormatIsInvalid");
}

// Rules gcs.xml.precondition.write, gcs.xml.precondition.parse.
TEST(GcsXmlPut, HonoursGuards) {
  XmlHouse house;
  const auto put = [&](const char* name, const std::string& value) {
    return house.put_object("a", "new", {{name, value}});
  };
  const auto first = house.put_object("a", "old", {{"x-goog-if-generation-match", "0"}});
  ASSERT_EQ(first.status, 200);
  const std::string generation = first.field("x-goog-generation");
  const auto refused = put("x-goog-if-generation-match", "0");
  EXPECT_EQ(problem_of(refused), "412 PreconditionFailed");
  EXPECT_EQ(element(refused, "Message"),
            "At least one of the pre-conditions you specified did not hold.");
  EXPECT_EQ(put("x-goog-if-metageneration-match", "2").status, 412);
  EXPECT_EQ(put("x-goog-if-generation-not-match", generation).status, 304);
  EXPECT_EQ(put("x-goog-if-metageneration-not-match", "1").status, 304);
  const auto unreadable = put("x-goog-if-generation-match", "1.5");
  EXPECT_EQ(problem_of(unreadable), "400 InvalidArgument Invalid long value: '1.5'.");
  EXPECT_EQ(element(unreadable, "ParameterName"), "x-goog-if-generation-match");
  EXPECT_EQ(house.kept("a"), "old");
  EXPECT_EQ(put("x-goog-if-generation-match", generation).status, 200);
  EXPECT_EQ(house.kept("a"), "new");
}

// Rule gcs.xml.error.crc-mismatch.
TEST(GcsXmlPut, AWrongCrcMayHaveItsOwnCode) {
  Options options;
  options.gcs.xml_crc_has_own_code = true;
  XmlHouse house(options);
  const Fields wrong = {{"x-goog-hash", "crc32c=AAAAAA=="}};
  const auto refused = house.put_object("a", "123456789", wrong);
  EXPECT_EQ(problem_of(refused),
            "400 CrcMismatch Provided CRC32C \"AAAAAA==\" doesn't match calculated CRC32C "
            "\"4waSgw==\".");
  EXPECT_EQ(element(refused, "Message"),
            "The CRC32C you specified did not match what we computed.");
  EXPECT_EQ(element(house.put(house.begin("s", wrong), "0-8/9", "123456789"), "Code"),
            "CrcMismatch");
  EXPECT_EQ(
      element(house.put_object("a", "x", {{"Content-MD5", "JfnnlDI7RTiF9RgfG2JNCw=="}}), "Code"),
      "BadDigest");
  EXPECT_EQ(house.kept("a"), "(none)");
}

// Rule gcs.xml.put.incomplete.
TEST(GcsXmlPut, TellsWhoSentTooLittleAndListens) {
  XmlHouse house;
  const auto short_of = [&](const std::string& target, const std::string& body) {
    RawClient client(house.server.port());
    client.send(target +
                " HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=x\r\n"
                "Content-Length: 200\r\n\r\n" +
                body);
    client.half_close();
    return client.answer();
  };
  const auto refused = short_of("PUT /bk/a", "abc");
  EXPECT_EQ(problem_of(refused), "400 IncompleteBody 3 bytes came.");
  EXPECT_EQ(element(refused, "Message"),
            "You did not provide the number of bytes specified by the Content-Length HTTP header.");
  EXPECT_EQ(refused.field("Connection"), "close");
  EXPECT_EQ(house.kept("a"), "(none)");
  EXPECT_EQ(element(short_of("PUT /bk?versioning", "<Ver"), "Code"), "IncompleteBody");
  const std::string form = "--x\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\na\r\n";
  EXPECT_EQ(element(short_of("POST /bk", form), "Code"), "IncompleteBody");
  EXPECT_EQ(house.server.exchanges().at(0).ending, Ending::kCut);
}

// Rule gcs.xml.put.query-fields.
TEST(GcsXmlPut, ReadsADigestOfTheQuery) {
  XmlHouse house;
  EXPECT_EQ(house.put_object("a?x-goog-hash=crc32c%3D4waSgw%3D%3D", "123456789").status, 200);
  EXPECT_EQ(element(house.put_object("b?X-Goog-Hash=crc32c%3DAAAAAA%3D%3D", "123456789"), "Code"),
            "BadDigest");
  EXPECT_EQ(element(house.put_object("b?x-goog-hash=sha1%3Dzz", "123456789"), "Code"),
            "InvalidDigest");
  EXPECT_EQ(element(house.put_object("b?x-goog-content-length-range=2,3", "abcd"), "Code"),
            "EntityTooLarge");
  EXPECT_EQ(house.kept("b"), "(none)");
}

}  // namespace
}  // namespace resumulator::testing_support
