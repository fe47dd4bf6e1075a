// Goal: every form of Content-Range of a resumable upload, and every edge of its numbers. Method:
// tables of text and meaning.
#include "core/wire/content_range.h"

#include <gtest/gtest.h>

namespace resumulator {
namespace {

struct Good {
  std::string_view text;
  ContentRange range;
  std::string_view canonical = {};  ///< empty: the text itself
};

// Rules gcs.range.first-last gcs.range.query gcs.range.open-end gcs.range.open-known.
TEST(ContentRange, EveryFormHasItsMeaning) {
  const Good table[] = {
      {"bytes 0-9/10", Chunk{{0, 10}, 10}},
      {"bytes 0-0/1", Chunk{{0, 1}, 1}},
      {"bytes 5-9/100", Chunk{{5, 10}, 100}},
      {"bytes 0-262143/*", Chunk{{0, 262144}, std::nullopt}},
      {"bytes 7-*/20", OpenChunk{7, 20}},
      {"bytes 20-*/20", OpenChunk{20, 20}},
      {"bytes 0-*/0", OpenChunk{0, 0}},
      {"bytes 0-*/*", OpenChunk{0, std::nullopt}},
      {"bytes */0", StatusQuery{0}},
      {"bytes */10", StatusQuery{10}},
      {"bytes */*", StatusQuery{}},
      {"  \tBYTES 0-9/10 \t", Chunk{{0, 10}, 10}, "bytes 0-9/10"},
      {"Bytes 000-009/0010", Chunk{{0, 10}, 10}, "bytes 0-9/10"},
  };
  for (const Good& row : table) {
    const Result<ContentRange> range = parse_content_range(row.text);
    ASSERT_TRUE(range.has_value()) << row.text;
    EXPECT_EQ(*range, row.range) << row.text;
    EXPECT_EQ(to_string(*range), row.canonical.empty() ? row.text : row.canonical);
  }
}

// Rule gcs.range.unreadable, this test and the four that follow.
TEST(ContentRange, RejectsWhatIsNotTheGrammar) {
  for (const std::string_view text : {"",
                                      "bytes",
                                      "bytes ",
                                      "*/*",
                                      "0-9/10",
                                      "bytes=0-9/10",
                                      "bytes: 0-9/10",
                                      "octets 0-9/10",
                                      "bytes  0-9/10",
                                      "bytes\t0-9/10",
                                      "bytes 0 - 9/10",
                                      "bytes 0-9 /10",
                                      "bytes 0-9/ 10",
                                      "bytes 0-9/10/10",
                                      "bytes 0-9/",
                                      "bytes 0-/10",
                                      "bytes -9/10",
                                      "bytes /10",
                                      "bytes 0--1/0",
                                      "bytes -1--1/0",
                                      "bytes 0-9-9/10",
                                      "bytes 5/10",
                                      "bytes *-9/10",
                                      "bytes *-*/10",
                                      "bytes **/10",
                                      "bytes */",
                                      "bytes */**",
                                      "bytes */-1",
                                      "bytes */+1",
                                      "bytes +0-9/10",
                                      "bytes 0-9/1O",
                                      "bytes 0x0-9/10",
                                      "bytes 0-9/10,",
                                      "bytes 0-9/10, bytes 10-19/20",
                                      "bytes 0-9/10\r\n",
                                      "bytes \xEF\xBC\x90-9/10"}) {
    const Result<ContentRange> range = parse_content_range(text);
    ASSERT_FALSE(range.has_value()) << text;
    EXPECT_EQ(range.error().kind, ErrorKind::kMalformed) << text;
    EXPECT_EQ(range.error().where, "Content-Range") << text;
  }
  EXPECT_FALSE(parse_content_range(std::string_view("bytes 0-9/10\0", 13)).has_value());
}

TEST(ContentRange, RejectsAnEndBeforeItsStart) {
  EXPECT_EQ(parse_content_range("bytes 10-9/20").error().kind, ErrorKind::kOutOfRange);
  EXPECT_EQ(parse_content_range("bytes 10-9/*").error().kind, ErrorKind::kOutOfRange);
  EXPECT_TRUE(parse_content_range("bytes 10-10/20").has_value());
}

TEST(ContentRange, RejectsATotalThatDoesNotHoldItsRange) {
  EXPECT_EQ(parse_content_range("bytes 0-9/9").error().kind, ErrorKind::kOutOfRange);
  EXPECT_EQ(parse_content_range("bytes 0-0/0").error().kind, ErrorKind::kOutOfRange);
  EXPECT_EQ(parse_content_range("bytes 21-*/20").error().kind, ErrorKind::kOutOfRange);
}

TEST(ContentRange, NumbersReachTwoToTheSixtyThreeMinusOne) {
  constexpr std::uint64_t kMax = 9223372036854775807U;
  EXPECT_EQ(parse_content_range("bytes 0-9223372036854775806/9223372036854775807").value(),
            ContentRange(Chunk{{0, kMax}, kMax}));
  EXPECT_EQ(parse_content_range("bytes 9223372036854775806-9223372036854775806/*").value(),
            ContentRange(Chunk{{kMax - 1, kMax}, std::nullopt}));
  EXPECT_EQ(parse_content_range("bytes 9223372036854775807-*/*").value(),
            ContentRange(OpenChunk{kMax, std::nullopt}));
  EXPECT_EQ(parse_content_range("bytes */9223372036854775807").value(),
            ContentRange(StatusQuery{kMax}));
}

TEST(ContentRange, RejectsNumbersPastTheirEnd) {
  for (const std::string_view text : {
           "bytes 0-9223372036854775807/*",
           "bytes 0-9/9223372036854775808",
           "bytes */9223372036854775808",
           "bytes 9223372036854775808-*/*",
           "bytes 0-18446744073709551615/*",
           "bytes 18446744073709551615-18446744073709551615/*",
           "bytes 0-18446744073709551616/*",
           "bytes */18446744073709551616",
           "bytes 0-9/99999999999999999999999999",
       }) {
    const Result<ContentRange> range = parse_content_range(text);
    ASSERT_FALSE(range.has_value()) << text;
    EXPECT_EQ(range.error().kind, ErrorKind::kOutOfRange) << text;
  }
}

// Rule gcs.range.missing-total.
TEST(ContentRange, AMissingTotalIsAStarOnlyWhereTheSwitchSaysSo) {
  EXPECT_EQ(parse_content_range("bytes 0-9").error().kind, ErrorKind::kMalformed);
  EXPECT_EQ(parse_content_range("bytes 0-9", MissingTotal::kStar).value(),
            ContentRange(Chunk{{0, 10}, std::nullopt}));
  for (const std::string_view text :
       {"bytes *", "bytes 0-*", "bytes 9-0", "bytes 0-9/", "bytes "}) {
    EXPECT_FALSE(parse_content_range(text, MissingTotal::kStar).has_value()) << text;
  }
}

}  // namespace
}  // namespace resumulator
