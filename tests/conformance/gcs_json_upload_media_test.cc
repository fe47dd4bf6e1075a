// Whole objects in one request, uploadType=media.
#include <gtest/gtest.h>

#include "support/gcs_house.h"

namespace resumulator::testing_support {
namespace {

// Rules gcs.media.answer, gcs.simple.bytes, gcs.headers.etag, gcs.headers.identity.
TEST(GcsUploadMedia, TheBodyIsTheObject) {
  GcsHouse house;
  const auto body = some_bytes(100'000);
  const auto answer = house.media("d%2Fa%20b", body, "", {{"Content-Type", "image/png"}});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.field("Content-Type"), "application/json; charset=UTF-8");
  EXPECT_TRUE(answer.has("X-GUploader-UploadID"));
  EXPECT_FALSE(answer.has("Location"));
  EXPECT_EQ(answer.field("ETag"), json_of(answer)["etag"]);
  EXPECT_EQ(json_of(answer)["contentType"], "image/png");
  EXPECT_EQ(json_of(answer)["name"], "d/a b");
  EXPECT_EQ(house.stored("d/a b"), body);
}

// Rule gcs.media.content-type.
TEST(GcsUploadMedia, WithoutATypeItIsBytes) {
  GcsHouse house;
  EXPECT_EQ(json_of(house.media("a", "x"))["contentType"], "application/octet-stream");
}

// Rule gcs.media.framing: chunked coding and no body at all.
TEST(GcsUploadMedia, TakesAnyFraming) {
  GcsHouse house;
  const std::string target = "/upload/storage/v1/b/b/o?uploadType=media&name=a";
  EXPECT_EQ(house
                .request("POST", target, "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", {},
                         "Transfer-Encoding: chunked\r\n")
                .status,
            200);
  EXPECT_EQ(house.stored("a"), "abcde");
  EXPECT_EQ(json_of(house.media("a", ""))["size"], "0");
}

// Rule gcs.media.name: it must be in the query.
TEST(GcsUploadMedia, NeedsANameInTheQuery) {
  GcsHouse house;
  EXPECT_EQ(error_of(house.request("POST", "/upload/storage/v1/b/b/o?uploadType=media", "x")),
            "400 required Required");
  EXPECT_EQ(house.media("a%0Db", "x").field("Content-Type"), "text/html; charset=UTF-8");
}

// Rule gcs.media.digests.
TEST(GcsUploadMedia, ChecksDeclaredDigests) {
  GcsHouse house;
  EXPECT_EQ(house.media("a", "123456789", "", {{"X-Goog-Hash", "crc32c=4waSgw=="}}).status, 200);
  EXPECT_EQ(house.media("a", "123456789", "", {{"Content-MD5", "JfnnlDI7RTiF9RgfG2JNCw=="}}).status,
            200);
  EXPECT_EQ(error_of(house.media("c", "123456789", "", {{"X-Goog-Hash", "crc32c=AAAAAA=="}})),
            "400 invalid Provided CRC32C \"AAAAAA==\" doesn't match calculated CRC32C "
            "\"4waSgw==\".");
  EXPECT_EQ(house.media("c", "x", "", {{"Content-MD5", "x"}}).status, 400);
  EXPECT_EQ(house.get("c").status, 404);
}

// Rule gcs.media.content-encoding: metadata, bytes as they came; the query goes first.
TEST(GcsUploadMedia, ContentEncodingIsMetadata) {
  GcsHouse house;
  const Fields gzip = {{"Content-Encoding", "gzip"}};
  const auto resource = json_of(house.media("a", "not even gzip", "", gzip));
  EXPECT_EQ(resource["contentEncoding"], "gzip");
  EXPECT_EQ(resource["size"], "13");
  EXPECT_EQ(json_of(house.media("a", "x", "&contentEncoding=br", gzip))["contentEncoding"], "br");
}

// Rules gcs.precondition.upload, gcs.precondition.not-modified, gcs.precondition.parse.
TEST(GcsUploadMedia, HonoursGuards) {
  GcsHouse house;
  const auto first = json_of(house.media("a", "1", "&ifGenerationMatch=0"));
  const std::string generation = first["generation"];
  EXPECT_EQ(house.media("a", "2", "&ifGenerationMatch=0").status, 412);
  EXPECT_EQ(house.media("a", "2", "&ifGenerationMatch=-1").status, 412);
  EXPECT_EQ(house.media("a", "2", "&ifMetagenerationMatch=2").status, 412);
  EXPECT_EQ(house.media("a", "2", "&ifGenerationNotMatch=" + generation).status, 304);
  EXPECT_EQ(house.media("a", "2", "&ifGenerationMatch=").status, 400);
  EXPECT_EQ(house.media("a", "2", "&ifGenerationMatch=9223372036854775808").status, 400);
  EXPECT_EQ(house.stored("a"), "1");
  const auto second = json_of(house.media("a", "2", "&ifGenerationMatch=" + generation));
  EXPECT_GT(second["generation"].get<std::string>(), generation);
  EXPECT_EQ(second["metageneration"], "1");
}

// Rule gcs.identity.generation: microseconds of the clock, never the same twice.
TEST(GcsUploadMedia, GenerationsAreTimesThatOnlyGrow) {
  GcsHouse house;
  const std::string first = json_of(house.media("a", "1"))["generation"];
  const std::string second = json_of(house.media("a", "1"))["generation"];
  EXPECT_EQ(first.size(), 16U);
  EXPECT_EQ(first.substr(0, 10), "1893456000");
  EXPECT_GT(second, first);
}

// Rule gcs.limits.object.
TEST(GcsUploadMedia, AnObjectHasALargestSize) {
  Options options;
  options.limits.object_bytes_max = 10;
  GcsHouse house(options);
  EXPECT_EQ(house.media("a", "0123456789").status, 200);
  EXPECT_EQ(error_of(house.media("a", "0123456789x")).substr(0, 18), "413 uploadTooLarge");
}

// Rules gcs.resource.fields, gcs.resource.pretty, gcs.resource.projection.
TEST(GcsUploadMedia, TheAnswerIsWhatWasAskedFor) {
  GcsHouse house;
  EXPECT_EQ(house.media("a", "x", "&fields=size,metageneration&prettyPrint=false").body,
            R"({"metageneration":"1","size":"1"})");
  EXPECT_EQ(house.media("a", "x", "&prettyPrint=false&fields=*").body.find('\n'),
            std::string::npos);
  EXPECT_EQ(house.media("a", "x", "&fields=name").body, "{\n \"name\": \"a\"\n}\n");
  EXPECT_TRUE(json_of(house.media("a", "x", "&projection=full")).contains("owner"));
  EXPECT_EQ(house.media("a", "x", "&fields=a(b").status, 400);
}

}  // namespace
}  // namespace resumulator::testing_support
