// Resumable uploads over the XML API. What a session decides is tested over JSON; here it is shown
// that both have the same, and where they differ.
#include <gtest/gtest.h>

#include "support/xml_house.h"

namespace resumulator::testing_support {
namespace {

const Fields& start_fields() {
  static const Fields kStart = {{"x-goog-resumable", "start"}};
  return kStart;
}

// Rules gcs.xml.start.answer, gcs.xml.start.location, gcs.xml.start.location-query.
TEST(GcsXmlSession, StartsWith201AndALocation) {
  XmlHouse house;
  const auto answer = house.request("POST", "/bk/d/a%20b", {}, start_fields());
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(answer.body, "");
  EXPECT_EQ(answer.field("Content-Type"), "text/html; charset=UTF-8");
  EXPECT_EQ(answer.field("Content-Length"), "0");
  EXPECT_EQ(answer.field("Vary"), "Origin");
  const std::string id = answer.field("X-GUploader-UploadID");
  EXPECT_EQ(answer.field("Location"), "http://" + house.host() + "/bk/d/a%20b?upload_id=" + id);
  const auto queried =
      house.request("POST", "/bk/a?X-Goog-Signature=ab%2F&userProject=p", {}, start_fields());
  EXPECT_EQ(queried.field("Location"), "http://" + house.host() +
                                           "/bk/a?X-Goog-Signature=ab%2F&userProject=p&upload_id=" +
                                           queried.field("X-GUploader-UploadID"));
  EXPECT_EQ(house.server.exchanges().at(0).operation, Operation::kCreate);
  EXPECT_EQ(house.server.exchanges().at(0).session, 1U);
}

// Rule gcs.xml.start.location: the host the client used.
TEST(GcsXmlSession, TheLocationKeepsTheHostStyle) {
  XmlHouse house;
  const auto answer = RawClient(house.server.port())
                          .ask(
                              "POST /a?x-goog-resumable=start HTTP/1.1\r\nHost: "
                              "bk.storage.googleapis.com:8080\r\nContent-Length: 0\r\n\r\n");
  EXPECT_TRUE(answer.field("Location")
                  .starts_with("http://bk.storage.googleapis.com:8080/a?x-goog-resumable=start&"))
      << answer.field("Location");
}

// Rules gcs.xml.start.value, gcs.xml.start.bucket, gcs.xml.start.body-ignored.
TEST(GcsXmlSession, RefusesToStartWithoutTheWord) {
  XmlHouse house;
  EXPECT_EQ(problem_of(house.request("POST", "/bk/a", {}, {{"x-goog-resumable", "begin"}})),
            "400 InvalidArgument The value must be 'start'.");
  EXPECT_EQ(element(house.request("POST", "/bk/a"), "Code"), "InvalidArgument");
  EXPECT_EQ(problem_of(house.request("POST", "/nowhere/a")), "404 NoSuchBucket");
  EXPECT_EQ(problem_of(house.request("POST", "/nowhere/a", {}, start_fields())),
            "404 NoSuchBucket");
  EXPECT_EQ(house.request("POST", "/bk/a", "not the object", start_fields()).status, 201);
}

// Rules gcs.xml.session.chunks, gcs.xml.session.query, gcs.xml.session.complete,
// gcs.xml.session.dispatch.
TEST(GcsXmlSession, TakesChunksUpToAnEmpty200) {
  XmlHouse house;
  const std::string bytes = some_bytes(kGranule + 5);
  const std::string session = house.begin("a?userProject=p");
  EXPECT_EQ(progress_of(house.ask(session)), "308 -");
  const auto first = house.put(session, "0-262143/*", bytes.substr(0, kGranule));
  EXPECT_EQ(progress_of(first), "308 bytes=0-262143");
  EXPECT_EQ(first.reason, "Resume Incomplete");
  EXPECT_TRUE(first.has("X-Range-MD5"));
  EXPECT_EQ(progress_of(house.put(session, "*/262149")), "308 bytes=0-262143");
  const auto asked = house.put(session, "*/*", {}, {{"X-GUploader-No-308", "yes"}});
  EXPECT_EQ(asked.status, 200);
  EXPECT_EQ(asked.field("X-HTTP-Status-Code-Override"), "308");
  const auto last = house.request("POST", session, bytes.substr(kGranule),
                                  {{"Content-Range", "bytes 262144-262148/262149"}});
  EXPECT_EQ(last.status, 200);
  EXPECT_EQ(last.body, "");
  EXPECT_EQ(last.field("x-goog-stored-content-length"), "262149");
  EXPECT_EQ(last.field("ETag"), house.head("a").field("ETag"));
  EXPECT_EQ(house.kept("a"), bytes);
  for (const auto& again : {house.ask(session), house.put(session, "0-0/9", "x")}) {
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(again.field("x-goog-generation"), last.field("x-goog-generation"));
  }
  const auto exchanges = house.server.exchanges();
  EXPECT_EQ(exchanges.at(1).operation, Operation::kQuery);
  EXPECT_EQ(exchanges.at(2).operation, Operation::kAppend);
  EXPECT_EQ(exchanges.at(5).operation, Operation::kFinalize);
  EXPECT_EQ(exchanges.at(5).protocol, "gcs-xml");
}

// Rule gcs.xml.start.metadata.
TEST(GcsXmlSession, TheStartSaysWhatTheObjectIs) {
  XmlHouse house;
  const std::string session = house.begin("a", {{"Content-Type", "image/png"},
                                                {"x-goog-meta-k", "v"},
                                                {"x-goog-acl", "public-read"},
                                                {"x-goog-storage-class", "NEARLINE"}});
  EXPECT_EQ(house.put(session, "", "x", {{"Content-Type", "text/plain"}}).status, 200);
  const auto head = house.head("a");
  EXPECT_EQ(head.field("Content-Type"), "image/png");
  EXPECT_EQ(head.field("x-goog-meta-k"), "v");
  EXPECT_EQ(head.field("x-goog-storage-class"), "NEARLINE");
  EXPECT_EQ(head.field("Cache-Control"), "public, max-age=3600");
}

// Rule gcs.xml.session.errors.
TEST(GcsXmlSession, ErrorsAboutTheObjectAreDocuments) {
  XmlHouse house;
  const std::string wrong = house.begin("a", {{"x-goog-hash", "crc32c=AAAAAA=="}});
  const auto refused = house.put(wrong, "0-8/9", "123456789");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(element(refused, "Code"), "BadDigest");
  const auto again = house.ask(wrong);
  EXPECT_EQ(again.body, refused.body);
  EXPECT_EQ(again.field("Content-Type"), "application/xml; charset=UTF-8");
  const std::string guarded = house.begin("b", {{"x-goog-if-generation-match", "5"}});
  EXPECT_EQ(problem_of(house.put(guarded, "0-0/1", "x")), "412 PreconditionFailed");
  const std::string session = house.begin("c");
  EXPECT_EQ(text_of(house.put(session, "4-5/6", "xx")),
            "503 Invalid request.  According to the Content-Range header, the upload offset is 4 "
            "byte(s), which exceeds already uploaded size of 0 byte(s).");
  EXPECT_EQ(text_of(house.put(session, "x", "xx")), "400 Failed to parse Content-Range header.");
}

// Rule gcs.xml.session.cancel.
TEST(GcsXmlSession, IsCancelledByDelete) {
  XmlHouse house;
  const std::string session = house.begin("a");
  EXPECT_EQ(house.cancel(session).status, 499);
  EXPECT_EQ(house.ask(session).status, 499);
  Options options;
  options.gcs.xml_cancel_status = 204;
  XmlHouse other(options);
  const std::string second = other.begin("a");
  EXPECT_EQ(other.cancel(second).status, 204);
  EXPECT_EQ(other.ask(second).status, 499);
}

// Rule gcs.xml.session.size-range.
TEST(GcsXmlSession, HoldsToTheSizeRangeOfItsStart) {
  XmlHouse house;
  const std::string session = house.begin("a", {{"x-goog-content-length-range", "2,3"}});
  EXPECT_EQ(problem_of(house.put(session, "0-3/4", "abcd")),
            "400 EntityTooLarge 4 bytes, at most 3 are allowed");
  EXPECT_EQ(house.kept("a"), "(none)");
  const std::string second = house.begin("a", {{"x-goog-content-length-range", "2,3"}});
  EXPECT_EQ(house.put(second, "0-2/3", "abc").status, 200);
}

// Rule gcs.xml.session.own.
TEST(GcsXmlSession, IdsOfTheOtherApiAreUnknown) {
  XmlHouse house;
  const std::string json = house.open("a");
  const std::string id = json.substr(json.find("upload_id="));
  EXPECT_EQ(text_of(house.ask("/bk/a?" + id)), "404 Not Found");
  EXPECT_EQ(text_of(house.ask("/bk/a?upload_id=none")), "404 Not Found");
  EXPECT_EQ(element(house.request("GET", house.begin("a")), "Code"), "MethodNotAllowed");
}

// Rule gcs.xml.session.cut.
TEST(GcsXmlSession, ABrokenChunkKeepsWholeGranules) {
  XmlHouse house;
  const std::string session = house.begin("a");
  {
    RawClient client(house.server.port());
    client.send("PUT " + session + " HTTP/1.1\r\nHost: " + house.host() +
                "\r\nContent-Length: 1000000\r\nContent-Range: bytes 0-999999/1000000\r\n\r\n" +
                some_bytes(300'000));
    client.half_close();
    static_cast<void>(client.ended());
  }
  EXPECT_EQ(progress_of(house.ask(session)), "308 bytes=0-262143");
}

// Rule gcs.xml.cors.rules.
TEST(GcsXmlSession, WebPagesReadAsTheBucketSays) {
  XmlHouse house;
  house.request("PUT", "/bk?cors",
                "<CorsConfig><Cors><Origins><Origin>https://page.test</Origin></Origins><Methods>"
                "<Method>PUT</Method></Methods><ResponseHeaders><ResponseHeader>Location"
                "</ResponseHeader></ResponseHeaders><MaxAgeSec>60</MaxAgeSec></Cors></CorsConfig>");
  const Fields origin = {{"Origin", "https://page.test"}};
  EXPECT_EQ(house.put_object("a", "x", origin).field("Access-Control-Allow-Origin"),
            "https://page.test");
  EXPECT_FALSE(house.read("a", origin).has("Access-Control-Allow-Origin"));
  const auto preflight = house.request("OPTIONS", "/bk/a", {},
                                       {origin.front(), {"Access-Control-Request-Method", "PUT"}});
  EXPECT_EQ(preflight.status, 200);
  EXPECT_EQ(preflight.field("Access-Control-Max-Age"), "60");
  const std::string session = house.begin("s", {{"Origin", "https://other.test"}});
  EXPECT_EQ(house.ask(session).field("Access-Control-Allow-Origin"), "https://other.test");
}

// Rule gcs.xml.session.digests.
TEST(GcsXmlSession, LooksAtDigestsBeforeItKeepsAByte) {
  XmlHouse house;
  const std::string session = house.begin("a");
  for (const char* hash : {"sha1=zz", "crc32c=4waSgw==,sha1=zz", "crc32c=zz", "crc32c=4waS",
                           "md5=4waSgw==", "4waSgw=="}) {
    const auto refused = house.put(session, "0-8/9", "123456789", {{"x-goog-hash", hash}});
    EXPECT_EQ(refused.status, 400) << hash;
    EXPECT_EQ(element(refused, "Code"), "InvalidDigest") << hash;
    EXPECT_EQ(progress_of(house.ask(session)), "308 -") << hash;
  }
  EXPECT_EQ(element(house.put(session, "0-8/9", "123456789", {{"Content-MD5", "x"}}), "Code"),
            "InvalidDigest");
  const std::string bytes = some_bytes(kGranule);
  EXPECT_EQ(progress_of(house.put(session, "0-262143/*", bytes)), "308 bytes=0-262143");
  const auto by_query = house.put(session, "*/262144", {}, {{"x-goog-hash", "sha1=zz"}});
  EXPECT_EQ(element(by_query, "Code"), "InvalidDigest");
  EXPECT_EQ(house.kept("a"), "(none)");
  EXPECT_EQ(house.put(session, "*/262144").status, 200);
  EXPECT_EQ(house.kept("a"), bytes);
}

// Rule gcs.xml.start.name.
TEST(GcsXmlSession, IsNamedByItsPathAlone) {
  XmlHouse house;
  const std::string session = house.begin("d/a?name=b&uploadType=media");
  EXPECT_EQ(house.put(session, "0-0/1", "x").status, 200);
  EXPECT_EQ(house.kept("d/a"), "x");
  EXPECT_EQ(house.kept("b"), "(none)");
}

// Rule gcs.xml.start.digests.
TEST(GcsXmlSession, DigestsOfTheStartAreOfTheWholeObject) {
  XmlHouse house;
  const Fields md5 = {{"Content-MD5", "JfnnlDI7RTiF9RgfG2JNCw=="}};
  EXPECT_EQ(house.put(house.begin("a", md5), "0-8/9", "123456789").status, 200);
  EXPECT_EQ(element(house.put(house.begin("b", md5), "0-8/9", "12345678x"), "Code"), "BadDigest");
  EXPECT_EQ(house.kept("b"), "(none)");
  for (const char* hash : {"sha1=zz", "crc32c=zz", "crc32c=4waSgw==,md5=zz"}) {
    const Fields fields = {{"x-goog-resumable", "start"}, {"x-goog-hash", hash}};
    EXPECT_EQ(element(house.request("POST", "/bk/c", {}, fields), "Code"), "InvalidDigest") << hash;
  }
}

// Rule gcs.xml.session.ended.
TEST(GcsXmlSession, WhatIsOverSaysSoInASentence) {
  XmlHouse house;
  const std::string late = house.begin("a");
  house.clock->advance(std::chrono::hours(24 * 7) + std::chrono::seconds(1));
  EXPECT_EQ(text_of(house.ask(late)), "400 Bad Request");
  EXPECT_EQ(text_of(house.put(late, "0-0/1", "x")), "400 Bad Request");
  const std::string refused = house.begin("a");
  const std::string sentence = text_of(house.put(refused, "0-0/9", "x"));
  EXPECT_TRUE(sentence.starts_with("400 Invalid request.")) << sentence;
  EXPECT_EQ(text_of(house.ask(refused)), sentence);
  EXPECT_EQ(house.cancel("/bk/a?upload_id=none").status, 404);
}

// Rules gcs.xml.session.chunks, gcs.xml.session.query, gcs.xml.session.errors.
TEST(GcsXmlSession, KnowsEveryFormOfARange) {
  XmlHouse house;
  for (const char* range : {"", "0-4/5", "0-*/5", "0-*/*"}) {
    EXPECT_EQ(house.put(house.begin("a"), range, "hello").status, 200) << range;
    EXPECT_EQ(house.kept("a"), "hello") << range;
    house.request("DELETE", "/bk/a");
  }
  EXPECT_EQ(house.put(house.begin("none"), "*/0").status, 200);
  EXPECT_EQ(house.kept("none"), "");
  const auto sentence = [&](const char* range, const std::string& body) {
    return text_of(house.put(house.begin("b"), range, body));
  };
  for (const char* range : {"0--1/0", "3-1/5", "0-4/4", "a-b/c", "0-4"}) {
    EXPECT_EQ(sentence(range, "hello"), "400 Failed to parse Content-Range header.") << range;
  }
  EXPECT_EQ(sentence("*/*", "hello"), "400 Client sent query request with a non-empty body.");
  EXPECT_EQ(sentence("0-9/10", "hello"),
            "400 Invalid request.  There were 5 byte(s) in the request body.  There should have "
            "been 10 byte(s) (starting at offset 0 and ending at offset 9) according to the "
            "Content-Range header.");
  const std::string session = house.begin("b");
  house.put(session, "0-262143/262149", some_bytes(kGranule));
  EXPECT_NE(text_of(house.put(session, "262144-262148/262150", "hello")).find("earlier request"),
            std::string::npos);
  EXPECT_EQ(house.kept("b"), "(none)");
}

}  // namespace
}  // namespace resumulator::testing_support
