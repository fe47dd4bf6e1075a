// The walk-through of a resumable upload from opening to deletion, and digests of known bytes: what
// production was seen to answer, step by step.
#include <gtest/gtest.h>

#include "support/gcs_house.h"

namespace resumulator::testing_support {
namespace {

using namespace std::string_literals;

// Rules gcs.init.location, gcs.range.progress, gcs.range.hashes, gcs.range.nothing,
// gcs.append.overlap-skip, gcs.finalize.object, gcs.session.replay.
TEST(GcsWalkthrough, UploadsInTwoChunksAndRepeatsItself) {
  GcsHouse house;
  const std::string zs(kGranule, 'Z');
  const std::string tail("\x00\x01\xFF", 3);
  const auto started =
      house.start("d%2Fa.bin", "&ifGenerationMatch=0", R"({"metadata":{"marker":"x"}})");
  EXPECT_EQ(started.status, 200);
  EXPECT_EQ(started.body, "");
  const std::string id = started.field("X-GUploader-UploadID");
  EXPECT_EQ(started.field("Location"),
            "http://" + house.host() +
                "/upload/storage/v1/b/b/o?uploadType=resumable&name=d%2Fa.bin"
                "&ifGenerationMatch=0&upload_id=" +
                id);
  const std::string session = started.field("Location").substr(("http://" + house.host()).size());

  EXPECT_EQ(progress_of(house.ask(session)), "308 -");
  for (const auto& answer :
       {house.put(session, "0-262143/262147", zs), house.put(session, "*/262147"),
        house.put(session, "0-262143/262147", zs), house.ask(session)}) {
    EXPECT_EQ(progress_of(answer), "308 bytes=0-262143");
    EXPECT_EQ(answer.reason, "Resume Incomplete");
    EXPECT_EQ(answer.field("X-Range-MD5"), "fc47c91acf3074fb684c73ef7584605f");
    EXPECT_EQ(answer.field("X-Goog-Running-Hash"), "crc32c=PjCw/w==");
    EXPECT_EQ(answer.body, "");
  }
  const auto finished = house.put(session, "262144-262146/262147", tail);
  EXPECT_EQ(finished.status, 200);
  const auto resource = json_of(finished);
  EXPECT_EQ(resource["size"], "262147");
  EXPECT_EQ(resource["crc32c"], "xNDiAQ==");
  EXPECT_EQ(resource["md5Hash"], "cc8pme/fiR/h+9YRkZOzww==");
  EXPECT_EQ(resource["metadata"]["marker"], "x");
  EXPECT_FALSE(finished.has("Range"));
  for (const auto& answer : {house.put(session, "262144-262146/262147", tail),
                             house.put(session, "*/1"), house.ask(session)}) {
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(json_of(answer), resource);
  }
  EXPECT_EQ(house.stored("d/a.bin"), zs + tail);
  const std::string generation = resource["generation"];
  EXPECT_EQ(
      house.request("DELETE", "/storage/v1/b/b/o/d%2Fa.bin?ifGenerationMatch=" + generation).status,
      204);
  EXPECT_EQ(error_of(house.get("d%2Fa.bin")), "404 notFound No such object: b/d/a.bin");
  EXPECT_EQ(text_of(house.get("d%2Fa.bin", "?alt=media")), "404 No such object: b/d/a.bin");
}

// Rules gcs.append.gap, gcs.error.text-form: 138 bytes, byte for byte.
TEST(GcsWalkthrough, RefusesAGapAndStaysWhereItWas) {
  GcsHouse house;
  const std::string session = house.open("a");
  const auto gap = house.put(session, "4-262147/*", std::string(kGranule, 'Z'));
  EXPECT_EQ(text_of(gap),
            "503 Invalid request.  According to the Content-Range header, the upload offset is 4 "
            "byte(s), which exceeds already uploaded size of 0 byte(s).");
  EXPECT_EQ(gap.field("Content-Type"), "text/plain; charset=utf-8");
  EXPECT_EQ(gap.field("Content-Length"), "138");
  EXPECT_EQ(progress_of(house.ask(session)), "308 -");
}

// Rules gcs.append.too-small, gcs.session.poison-replay: 260 bytes, then the same for good.
TEST(GcsWalkthrough, AShortChunkEndsTheSession) {
  GcsHouse house;
  const std::string session = house.open("a");
  const auto refused = house.put(session, "0-1023/*", std::string(1024, 'Z'));
  EXPECT_EQ(text_of(refused),
            "400 Invalid request.  The number of bytes uploaded is required to be equal or greater "
            "than 262144, except for the final request (it's recommended to be the exact multiple "
            "of 262144).  The received request contained 1024 bytes, which does not meet this "
            "requirement.");
  EXPECT_EQ(refused.body.size(), 260U);
  const auto again = house.put(session, "0-262143/*", std::string(kGranule, 'Z'));
  EXPECT_EQ(text_of(again), text_of(refused));
  EXPECT_EQ(again.field("Content-Type"), "text/plain; charset=utf-8");
}

// Rules gcs.cancel.status, gcs.cancel.after.
TEST(GcsWalkthrough, ACancelledSessionStaysCancelled) {
  GcsHouse house;
  const std::string session = house.open("a");
  const auto cancelled = house.cancel(session);
  EXPECT_EQ(cancelled.status, 499);
  EXPECT_EQ(cancelled.reason, "Client Closed Request");
  EXPECT_EQ(cancelled.field("Content-Length"), "0");
  EXPECT_EQ(house.put(session, "0-0/1", "x").status, 499);
  EXPECT_EQ(house.stored("a"), "(none)");
}

// Rule gcs.expiry.status: seven days and a second.
TEST(GcsWalkthrough, ASessionExpiresAfterAWeek) {
  GcsHouse house;
  const std::string session = house.open("a");
  house.clock->advance(std::chrono::hours(24 * 7) - std::chrono::seconds(1));
  EXPECT_EQ(progress_of(house.ask(session)), "308 -");
  house.clock->advance(std::chrono::seconds(2));
  EXPECT_EQ(house.ask(session).status, 400);
}

// Rule gcs.session.no-308.
TEST(GcsWalkthrough, AClientThatCannotRead308GetsIt200) {
  GcsHouse house;
  const std::string session = house.open("a");
  const auto answer = house.put(session, "0-262143/262147", std::string(kGranule, 'Z'),
                                {{"X-GUploader-No-308", "yes"}});
  EXPECT_EQ(progress_of(answer), "200 bytes=0-262143");
  EXPECT_EQ(answer.field("X-HTTP-Status-Code-Override"), "308");
  EXPECT_EQ(answer.body, "");
}

// Rules gcs.finalize.zero-bytes, gcs.finalize.by-query, gcs.range.absent.
TEST(GcsWalkthrough, AnEmptyObjectIsAnObject) {
  GcsHouse house;
  const auto by_query = house.put(house.open("a"), "*/0");
  EXPECT_EQ(by_query.status, 200);
  EXPECT_EQ(json_of(by_query)["size"], "0");
  const auto by_body = house.put(house.open("c"), "");
  EXPECT_EQ(by_body.status, 200);
  EXPECT_EQ(json_of(by_body)["md5Hash"], "1B2M2Y8AsgTpgAmY7PhCfg==");
}

// Rules gcs.finalize.digests, gcs.finalize.mismatch.
TEST(GcsWalkthrough, AWrongDigestLeavesNoObject) {
  GcsHouse house;
  const std::string session = house.open("a", "", R"({"crc32c":"AAAAAA=="})");
  EXPECT_EQ(error_of(house.put(session, "0-8/9", "123456789")),
            "400 invalid Provided CRC32C \"AAAAAA==\" doesn't match calculated CRC32C "
            "\"4waSgw==\".");
  EXPECT_EQ(house.stored("a"), "(none)");
}

struct Vector {
  std::string bytes;
  const char* crc32c;
  const char* md5;
};

// Rules gcs.identity.crc32c, gcs.identity.md5.
TEST(GcsWalkthrough, DigestsAreThoseOfKnownBytes) {
  const std::vector<Vector> vectors = {
      {"", "AAAAAA==", "1B2M2Y8AsgTpgAmY7PhCfg=="},
      {"\x00\x01\x7F\x80\xFF"s, "1Kspzg==", "/upD6bdvwxw0vOxAPcxL+A=="},
      {std::string(kGranule, 'Z') + "\x00\x01\xFF"s, "xNDiAQ==", "cc8pme/fiR/h+9YRkZOzww=="},
      {"123456789", "4waSgw==", "JfnnlDI7RTiF9RgfG2JNCw=="},
      {"hello world", "yZRlqg==", "XrY7u+Ae7tCTyyK7j1rNww=="},
      {std::string(32, '\0'), "ipE2qg==", "cLyPS3KoaSFGi/joRB3OUQ=="},
  };
  GcsHouse house;
  for (const Vector& vector : vectors) {
    const auto resource = json_of(house.media("v", vector.bytes));
    EXPECT_EQ(resource["crc32c"], vector.crc32c);
    EXPECT_EQ(resource["md5Hash"], vector.md5);
    EXPECT_EQ(resource["size"], std::to_string(vector.bytes.size()));
  }
}

}  // namespace
}  // namespace resumulator::testing_support
