// Every form of Content-Range on a session: what each means, and what cannot be read.
#include <gtest/gtest.h>

#include <cstdio>

#include "support/gcs_house.h"

namespace resumulator::testing_support {
namespace {

constexpr const char* kChunked = "Transfer-Encoding: chunked\r\n";

std::string chunked(const std::string& body) {
  std::string out;
  constexpr std::size_t kPiece = 4000;
  for (std::size_t at = 0; at < body.size(); at += kPiece) {
    const std::string piece = body.substr(at, kPiece);
    char size[20];
    std::snprintf(size, sizeof size, "%zx\r\n", piece.size());
    out += size + piece + "\r\n";
  }
  return out + "0\r\n\r\n";
}

RawAnswer put_chunked(const GcsHouse& house, const std::string& session, const std::string& range,
                      const std::string& body) {
  Fields fields;
  if (!range.empty()) fields.emplace_back("Content-Range", "bytes " + range);
  return house.request("PUT", session, chunked(body), fields, kChunked);
}

// Rules gcs.range.unreadable, gcs.error.text-form, gcs.session.poison: told, and over.
TEST(GcsSessionRange, AnUnreadableRangeEndsTheSession) {
  GcsHouse house;
  for (const char* range :
       {"*/*", "bytes a-b/c", "bytes 5-4/10", "bytes 0-9/9", "bytes 0--1/0", "bytes 0-9", "bytes ",
        "bytes 0-9/", "items 0-9/10", "bytes 0-18446744073709551616/*", "bytes -1-5/6",
        "bytes 0-9/10 x", ""}) {
    const auto session = house.open("a");
    const Fields fields = {{"Content-Range", range}};
    const auto refused = house.request("PUT", session, "0123456789", fields);
    EXPECT_EQ(text_of(refused), "400 Failed to parse Content-Range header.") << range;
    EXPECT_EQ(refused.field("Content-Type"), "text/plain; charset=utf-8");
    EXPECT_EQ(refused.field("Content-Length"), "37");
    EXPECT_EQ(text_of(house.ask(session)), text_of(refused)) << range;
  }
}

// Rule gcs.range.unreadable: two of them are none.
TEST(GcsSessionRange, TwoRangesAreUnreadable) {
  GcsHouse house;
  const Fields twice = {{"Content-Range", "bytes 0-0/1"}, {"Content-Range", "bytes 0-0/1"}};
  EXPECT_EQ(house.request("PUT", house.open("a"), "x", twice).status, 400);
}

// Rule gcs.range.first-last: also with blanks around it and another case of the unit.
TEST(GcsSessionRange, TheUnitIsForgiving) {
  GcsHouse house;
  const Fields loud = {{"Content-Range", " Bytes 0-2/3 "}};
  EXPECT_EQ(house.request("PUT", house.open("a"), "abc", loud).status, 200);
}

// Rule gcs.range.missing-total.
TEST(GcsSessionRange, AMissingTotalIsUnknownUnderTheSwitch) {
  Options options;
  options.gcs.content_range_missing_total_is_star = true;
  GcsHouse house(options);
  const auto session = house.open("a");
  EXPECT_EQ(progress_of(house.put(session, "0-262143", some_bytes(kGranule))),
            "308 bytes=0-262143");
}

// Rules gcs.range.query, gcs.range.progress: N below and above what is there are questions.
TEST(GcsSessionRange, AQueryCompletesOnlyWhatIsPersisted) {
  GcsHouse house;
  const auto session = house.open("a");
  const auto body = some_bytes(kGranule);
  house.put(session, "0-262143/*", body);
  for (const char* query : {"*/*", "*/262143", "*/262145", "*/0"}) {
    EXPECT_EQ(progress_of(house.put(session, query)), "308 bytes=0-262143") << query;
  }
  const auto finished = house.put(session, "*/262144");
  EXPECT_EQ(finished.status, 200);
  EXPECT_EQ(house.stored("a"), body);
}

// Rule gcs.range.query-total: a query neither fixes a total nor contradicts one.
TEST(GcsSessionRange, AQueryNeitherFixesNorBreaksTheTotal) {
  GcsHouse house;
  const auto session = house.open("a");
  EXPECT_EQ(progress_of(house.put(session, "*/999")), "308 -");
  EXPECT_EQ(progress_of(house.put(session, "0-262143/262147", some_bytes(kGranule))),
            "308 bytes=0-262143");
  EXPECT_EQ(progress_of(house.put(session, "*/262144")), "308 bytes=0-262143");
  EXPECT_EQ(progress_of(house.put(session, "*/5")), "308 bytes=0-262143");
}

// Rule gcs.range.query-with-body: refused, and the session goes on.
TEST(GcsSessionRange, AQueryHasNoBody) {
  GcsHouse house;
  const auto session = house.open("a");
  EXPECT_EQ(text_of(house.put(session, "*/*", "x")),
            "400 Client sent query request with a non-empty body.");
  EXPECT_EQ(put_chunked(house, session, "*/*", "x").status, 400);
  EXPECT_EQ(put_chunked(house, session, "*/*", "").status, 308);
  EXPECT_EQ(progress_of(house.ask(session)), "308 -");
}

// Rule gcs.range.absent: the body, whatever its framing, is the object.
TEST(GcsSessionRange, WithoutARangeTheBodyIsTheObject) {
  GcsHouse house;
  const auto body = some_bytes(300'001);
  EXPECT_EQ(json_of(house.put(house.open("a"), "", body))["size"], "300001");
  EXPECT_EQ(house.stored("a"), body);
  EXPECT_EQ(json_of(put_chunked(house, house.open("c"), "", body))["size"], "300001");
  EXPECT_EQ(house.stored("c"), body);
  EXPECT_EQ(json_of(put_chunked(house, house.open("d"), "", ""))["size"], "0");
}

// Rules gcs.range.absent-on-resume, gcs.append.overlap-skip.
TEST(GcsSessionRange, WithoutARangeAResumeBeginsAtZero) {
  GcsHouse house;
  const auto body = some_bytes(kGranule + 5);
  const auto session = house.open("a");
  house.put(session, "0-262143/*", body.substr(0, kGranule));
  EXPECT_EQ(json_of(house.put(session, "", body))["size"], "262149");
  EXPECT_EQ(house.stored("a"), body);
}

// Rule gcs.range.absent-on-resume: the switch no_content_range_on_resume.
TEST(GcsSessionRange, WithoutARangeAResumeAppendsUnderTheSwitch) {
  Options options;
  options.gcs.no_content_range_on_resume = GcsSwitches::NoRange::kAppend;
  GcsHouse house(options);
  const auto body = some_bytes(kGranule + 5);
  const auto session = house.open("a");
  house.put(session, "0-262143/*", body.substr(0, kGranule));
  EXPECT_EQ(house.put(session, "", body.substr(kGranule)).status, 200);
  EXPECT_EQ(house.stored("a"), body);
}

// Rule gcs.range.open-end: "a-*/*" ends with its body, whatever its length.
TEST(GcsSessionRange, AnOpenRangeEndsTheObjectWithItsBody) {
  GcsHouse house;
  const auto body = some_bytes(300'000);
  EXPECT_EQ(put_chunked(house, house.open("a"), "0-*/*", body).status, 200);
  EXPECT_EQ(house.stored("a"), body);
  const auto session = house.open("c");
  house.put(session, "0-262143/*", body.substr(0, kGranule));
  EXPECT_EQ(put_chunked(house, session, "262144-*/*", body.substr(kGranule)).status, 200);
  EXPECT_EQ(house.stored("c"), body);
  EXPECT_EQ(put_chunked(house, house.open("d"), "0-*/*", "").status, 200);
}

// Rule gcs.range.open-known: "a-*/N" is done at N and an interrupted chunk before it.
TEST(GcsSessionRange, AnOpenRangeWithATotalIsDoneThere) {
  GcsHouse house;
  const auto body = some_bytes(300'000);
  EXPECT_EQ(put_chunked(house, house.open("a"), "0-*/300000", body).status, 200);
  EXPECT_EQ(house.stored("a"), body);
  const auto session = house.open("c");
  EXPECT_EQ(progress_of(put_chunked(house, session, "0-*/400000", body)), "308 bytes=0-262143");
  EXPECT_EQ(progress_of(house.ask(session)), "308 bytes=0-262143");
  const auto too_long = put_chunked(house, house.open("d"), "0-*/299999", body);
  EXPECT_EQ(text_of(too_long).substr(0, 31), "400 Invalid request.  According");
}

// Rules gcs.append.length, gcs.append.stream: the same check when a chunked body has ended.
TEST(GcsSessionRange, AChunkedBodyMustHaveTheLengthOfItsRange) {
  GcsHouse house;
  const auto body = some_bytes(kGranule + 10);
  const std::string wanted =
      " byte(s) in the request body.  There should have been 262144 byte(s) (starting at offset 0 "
      "and ending at offset 262143) according to the Content-Range header.";
  EXPECT_EQ(text_of(put_chunked(house, house.open("a"), "0-262143/*", body)),
            "400 Invalid request.  There were 262154" + wanted);
  EXPECT_EQ(text_of(put_chunked(house, house.open("a"), "0-262143/*", body.substr(0, 5))),
            "400 Invalid request.  There were 5" + wanted);
  EXPECT_EQ(
      progress_of(put_chunked(house, house.open("a"), "0-262143/*", body.substr(0, kGranule))),
      "308 bytes=0-262143");
}

// Rule gcs.range.progress: one byte is "0-0".
TEST(GcsSessionRange, OneByteIsARange) {
  Options options;
  options.gcs.misaligned_chunk = GcsSwitches::Misaligned::kAccept;
  GcsHouse house(options);
  EXPECT_EQ(progress_of(house.put(house.open("a"), "0-0/5", "x")), "308 bytes=0-0");
}

// Rules gcs.range.hashes, gcs.headers.no-cache-on-308.
TEST(GcsSessionRange, A308IsBareAndItsHashesCanBeSwitchedOff) {
  Options options;
  options.gcs.range_hash_headers = false;
  GcsHouse house(options);
  const auto answer = house.put(house.open("a"), "0-262143/*", some_bytes(kGranule));
  EXPECT_EQ(progress_of(answer), "308 bytes=0-262143");
  for (const char* name : {"X-Range-MD5", "X-Goog-Running-Hash", "Cache-Control", "Pragma",
                           "Expires", "Vary", "Location", "Transfer-Encoding"}) {
    EXPECT_FALSE(answer.has(name)) << name;
  }
  EXPECT_EQ(answer.field("Content-Length"), "0");
  EXPECT_EQ(answer.field("Content-Type"), "text/plain; charset=utf-8");
}

// Rule gcs.range.hashes: without MD5 the running CRC-32C stays.
TEST(GcsSessionRange, WithoutMd5TheRunningHashStays) {
  Options options;
  options.gcs.md5 = false;
  GcsHouse house(options);
  const auto answer = house.put(house.open("a"), "0-262143/*", std::string(kGranule, 'Z'));
  EXPECT_FALSE(answer.has("X-Range-MD5"));
  EXPECT_EQ(answer.field("X-Goog-Running-Hash"), "crc32c=PjCw/w==");
}

}  // namespace
}  // namespace resumulator::testing_support
