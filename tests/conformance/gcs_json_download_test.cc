// Media downloads over the wire.
#include <gtest/gtest.h>

#include "support/gcs_house.h"
#include "support/gzip.h"

namespace resumulator::testing_support {
namespace {

using nlohmann::json;

const Fields kKey = {
    {"x-goog-encryption-algorithm", "AES256"},
    {"x-goog-encryption-key", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="},
    {"x-goog-encryption-key-sha256", "Zmh6rfhivXdsj8GLjp+OIAiXFIVu4jOzkCpZHQ1fKSU="}};

RawAnswer media(const GcsHouse& house, const std::string& name, const Fields& fields = {},
                const std::string& query = {}) {
  return house.request("GET", "/storage/v1/b/b/o/" + name + "?alt=media" + query, {}, fields);
}

RawAnswer ranged(const GcsHouse& house, const std::string& range) {
  return media(house, "a", {{"Range", range}});
}

// gcs.download.headers gcs.download.hash
TEST(GcsDownload, SaysEverythingAboutTheObject) {
  const GcsHouse house;
  const json object = json_of(house.media("a", "123456789", {}, {{"Content-Type", "text/plain"}}));
  house.request("PATCH", "/storage/v1/b/b/o/a",
                R"({"cacheControl":"public","metadata":{"k":"v"}})");
  const RawAnswer answer = media(house, "a");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "123456789");
  EXPECT_EQ(answer.field("Content-Type"), "text/plain");
  EXPECT_EQ(answer.field("Content-Length"), "9");
  EXPECT_EQ(answer.field("Content-Disposition"), "attachment");
  EXPECT_EQ(answer.field("ETag"), json_of(house.get("a"))["etag"].get<std::string>());
  EXPECT_EQ(answer.field("Last-Modified"), "Tue, 01 Jan 2030 00:00:00 GMT");
  EXPECT_EQ(answer.field("X-Goog-Generation"), object["generation"].get<std::string>());
  EXPECT_EQ(answer.field("X-Goog-Metageneration"), "2");
  EXPECT_EQ(answer.field("X-Goog-Storage-Class"), "STANDARD");
  EXPECT_EQ(answer.field("X-Goog-Stored-Content-Encoding"), "identity");
  EXPECT_EQ(answer.field("X-Goog-Stored-Content-Length"), "9");
  EXPECT_EQ(answer.field("X-Goog-Hash"), "crc32c=4waSgw==,md5=JfnnlDI7RTiF9RgfG2JNCw==");
  EXPECT_EQ(answer.field("Cache-Control"), "no-cache, no-store, max-age=0, must-revalidate");
  EXPECT_FALSE(answer.has("Accept-Ranges"));
  EXPECT_FALSE(answer.has("X-Goog-Meta-K"));
}

// gcs.download.paths
TEST(GcsDownload, IsServedOnEveryPath) {
  const GcsHouse house;
  house.media("a%2Fb", "x");
  for (const char* path :
       {"/storage/v1/b/b/o/a%2Fb?alt=media", "/download/storage/v1/b/b/o/a%2Fb?alt=media",
        "/download/b/b/o/a%2Fb?alt=media", "/b/b/o/a%2Fb?alt=media", "/b/b/o/a/b?alt=media"}) {
    EXPECT_EQ(house.request("GET", path).body, "x") << path;
  }
  EXPECT_EQ(json_of(house.request("GET", "/download/storage/v1/b/b/o/a%2Fb"))["name"], "a/b");
}

// gcs.download.range.partial gcs.download.range.ignored gcs.download.range.unsatisfiable
TEST(GcsDownload, ServesOneRange) {
  const GcsHouse house;
  house.media("a", "0123456789");
  const auto outcome = [&](const std::string& range) {
    const RawAnswer answer = ranged(house, range);
    return std::to_string(answer.status) + " " + answer.field("Content-Range") + " " + answer.body;
  };
  EXPECT_EQ(outcome("bytes=0-2"), "206 bytes 0-2/10 012");
  EXPECT_EQ(outcome("bytes=3-"), "206 bytes 3-9/10 3456789");
  EXPECT_EQ(outcome("bytes=-3"), "206 bytes 7-9/10 789");
  EXPECT_EQ(outcome("bytes=-99"), "206 bytes 0-9/10 0123456789");
  EXPECT_EQ(outcome("bytes=9-99999999999999999999"), "206 bytes 9-9/10 9");
  EXPECT_EQ(outcome("bytes=10-"), "416 bytes */10 Request range not satisfiable");
  EXPECT_EQ(outcome("bytes=-0"), "416 bytes */10 Request range not satisfiable");
  for (const char* ignored : {"invalid", "bytes=3-1", "bytes=0-1,3-4", "bytes=", "lines=0-1"}) {
    EXPECT_EQ(outcome(ignored), "200  0123456789") << ignored;
  }
  EXPECT_FALSE(ranged(house, "bytes=0-2").has("X-Goog-Hash"));
}

// gcs.download.range.suffix-of-empty gcs.download.range.unsatisfiable
TEST(GcsDownload, OfAnEmptyObjectKeepsTheServicesOddity) {
  const GcsHouse house;
  house.media("a", "");
  const RawAnswer odd = ranged(house, "bytes=-1");
  EXPECT_EQ(odd.status, 206);
  EXPECT_EQ(odd.field("Content-Range"), "bytes 0-0/0");
  EXPECT_EQ(odd.field("X-Goog-Hash"), "crc32c=AAAAAA==");
  EXPECT_EQ(odd.body, "");
  EXPECT_EQ(ranged(house, "bytes=0-0").status, 416);
  EXPECT_EQ(ranged(house, "bytes=0-").status, 416);
  EXPECT_EQ(media(house, "a").field("Content-Length"), "0");
}

// gcs.download.error-form
TEST(GcsDownload, AnswersErrorsInOneSentence) {
  const GcsHouse house;
  const RawAnswer missing = media(house, "none");
  EXPECT_EQ(text_of(missing), "404 No such object: b/none");
  EXPECT_EQ(missing.field("Content-Type"), "text/html; charset=UTF-8");
  EXPECT_EQ(missing.field("Cache-Control"), "private, max-age=0");
  house.media("a", "x");
  EXPECT_EQ(text_of(media(house, "a", {}, "&ifGenerationMatch=0")),
            "412 At least one of the pre-conditions you specified did not hold.");
  const GcsHouse as_json({.gcs = {.media_error_json = true}});
  EXPECT_EQ(error_of(media(as_json, "none")), "404 notFound No such object: b/none");
  EXPECT_EQ(media(as_json, "none").field("Content-Type"), "application/json; charset=UTF-8");
}

// gcs.precondition.if-match gcs.precondition.not-modified
TEST(GcsDownload, ComparesEtags) {
  const GcsHouse house;
  house.media("a", "x", {}, {{"Content-Type", "text/plain"}});
  const std::string etag = media(house, "a").field("ETag");
  const RawAnswer same = media(house, "a", {{"If-None-Match", etag}});
  EXPECT_EQ(same.status, 304);
  EXPECT_EQ(same.field("Content-Type"), "text/plain");
  EXPECT_EQ(same.field("Cache-Control"), "private, max-age=0");
  EXPECT_EQ(same.body, "");
  EXPECT_FALSE(same.has("ETag"));
  EXPECT_EQ(media(house, "a", {{"If-None-Match", "\"" + etag + "\""}}).status, 304);
  EXPECT_EQ(media(house, "a", {{"If-None-Match", "other, W/\"" + etag + "\""}}).status, 304);
  EXPECT_EQ(media(house, "a", {{"If-None-Match", "other"}}).status, 200);
  EXPECT_EQ(media(house, "a", {{"If-Match", etag}}).status, 200);
  EXPECT_EQ(media(house, "a", {{"If-Match", "*"}}).status, 200);
  EXPECT_EQ(media(house, "a", {{"If-Match", "other"}}).status, 412);
  const RawAnswer read = house.request("GET", "/storage/v1/b/b/o/a", {}, {{"If-None-Match", etag}});
  EXPECT_EQ(read.status, 304);
  EXPECT_EQ(read.field("Cache-Control"), "private, max-age=0, must-revalidate, no-transform");
}

// gcs.download.transcoding
TEST(GcsDownload, InflatesForWhoeverDoesNotTakeGzip) {
  const GcsHouse house;
  const std::string text = some_bytes(1'000'000);
  const std::string stored = gzip(text);
  house.media("a", stored, "&contentEncoding=gzip");
  const RawAnswer plain = ranged(house, "bytes=0-2");
  EXPECT_EQ(plain.status, 200);
  EXPECT_EQ(plain.body, text);
  EXPECT_EQ(plain.field("Warning"), "214 UploadServer gunzipped");
  EXPECT_EQ(plain.field("X-GUploader-Response-Body-Transformations"), "gunzipped");
  EXPECT_EQ(plain.field("X-Goog-Stored-Content-Encoding"), "gzip");
  EXPECT_EQ(plain.field("X-Goog-Stored-Content-Length"), std::to_string(stored.size()));
  EXPECT_FALSE(plain.has("Content-Encoding"));
  for (const char* accepts : {"gzip", "br, GZIP;q=0.5", "*"}) {
    const RawAnswer raw = media(house, "a", {{"Accept-Encoding", accepts}});
    EXPECT_EQ(raw.body, stored) << accepts;
    EXPECT_EQ(raw.field("Content-Encoding"), "gzip");
  }
  EXPECT_EQ(media(house, "a", {{"Accept-Encoding", "gzip;q=0, identity"}}).body, text);
  house.request("PATCH", "/storage/v1/b/b/o/a", R"({"cacheControl":"public, no-transform"})");
  EXPECT_EQ(media(house, "a").body, stored);
}

// gcs.download.transcoding
TEST(GcsDownload, IsServedRawWhenItOnlySaysItIsGzip) {
  const GcsHouse house;
  house.media("a", "plain", "&contentEncoding=gzip");
  EXPECT_EQ(media(house, "a").body, "plain");
}

// gcs.download.csek
TEST(GcsDownload, NeedsTheCustomersKey) {
  const GcsHouse house;
  house.media("a", "secret", {}, kKey);
  const RawAnswer with = media(house, "a", kKey);
  EXPECT_EQ(with.body, "secret");
  EXPECT_EQ(with.field("X-Goog-Encryption-Algorithm"), "AES256");
  EXPECT_EQ(text_of(media(house, "a")),
            "400 The target object is encrypted by a customer-supplied encryption key.");
  Fields other = kKey;
  other[1].second = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
  other[2].second = "cs1uhCLEB/ttCYaQ8RMLfe1+wvf14dML2dUh8BU2N5M=";
  EXPECT_EQ(text_of(media(house, "a", other)), "400 The provided encryption key is incorrect.");
  house.media("plain", "x");
  EXPECT_EQ(media(house, "plain", kKey).status, 400);
}

// gcs.download.stream
TEST(GcsDownload, BringsLargeObjectsWhole) {
  const GcsHouse house;
  const std::string bytes = some_bytes(5 * 1024 * 1024 + 3);
  house.media("a", bytes);
  EXPECT_TRUE(media(house, "a").body == bytes);
  EXPECT_TRUE(ranged(house, "bytes=262143-1048577").body == bytes.substr(262'143, 786'435));
}

// gcs.download.head
TEST(GcsDownload, AnswersHeadWithTheLengthAlone) {
  const GcsHouse house;
  house.media("a", "12345");
  RawClient client(house.server.port());
  client.send("HEAD /storage/v1/b/b/o/a?alt=media HTTP/1.1\r\nHost: " + house.host() + "\r\n\r\n");
  const RawAnswer answer = client.answer(true);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.field("Content-Length"), "5");
  EXPECT_EQ(answer.body, "");
}

}  // namespace
}  // namespace resumulator::testing_support
