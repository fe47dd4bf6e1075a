// Goal: which Range headers give a part, which give 416, which are ignored. Rules
// gcs.download.range.*
#include "core/wire/range.h"

#include <gtest/gtest.h>

namespace resumulator {
namespace {

constexpr std::uint64_t kMax = UINT64_MAX;

TEST(Range, EveryFormHasItsMeaning) {
  const std::pair<std::string_view, ByteRange> table[] = {
      {"bytes=0-0", RangeFromTo{0, 0}},
      {"bytes=3-10", RangeFromTo{3, 10}},
      {"bytes=3-", RangeFrom{3}},
      {"bytes=-4", RangeSuffix{4}},
      {"bytes=-0", RangeSuffix{0}},
      {" BYTES= 3-10 ", RangeFromTo{3, 10}},
      {"bytes=0-18446744073709551615", RangeFromTo{0, kMax}},
      {"bytes=0-99999999999999999999", RangeFromTo{0, kMax}},
      {"bytes=99999999999999999999-", RangeFrom{kMax}},
      {"bytes=-99999999999999999999", RangeSuffix{kMax}},
  };
  for (const auto& [text, range] : table) {
    ASSERT_TRUE(parse_range(text).has_value()) << text;
    EXPECT_EQ(parse_range(text).value(), range) << text;
    EXPECT_EQ(parse_range(to_string(range)).value(), range) << text;
  }
}

TEST(Range, WhatCannotBeReadOrIsReversedIsIgnored) {
  for (const std::string_view text :
       {"", "invalid", "bytes", "bytes=", "bytes=-", "bytes=3", "bytes=3-1", "bytes=a-b",
        "bytes=1-2x", "bytes=1--2", "bytes=--2", "octets=0-1", "bytes 0-1", "bytes=0-1,3-4",
        "bytes=0-1,", "bytes=1 -2"}) {
    EXPECT_FALSE(parse_range(text).has_value()) << text;
    EXPECT_EQ(resolve_range(text, 10), (ResolvedRange{RangeOutcome::kWhole, {0, 10}})) << text;
  }
  EXPECT_EQ(parse_range("bytes=0-1,3-4").error().kind, ErrorKind::kUnsupported);
}

struct Row {
  std::string_view header;
  std::uint64_t size;
  RangeOutcome outcome;
  ByteSpan span = {};
};

TEST(Range, IsCutToTheObject) {
  const Row table[] = {
      {"bytes=0-0", 10, RangeOutcome::kPartial, {0, 1}},
      {"bytes=2-4", 10, RangeOutcome::kPartial, {2, 5}},
      {"bytes=9-9", 10, RangeOutcome::kPartial, {9, 10}},
      {"bytes=5-99", 10, RangeOutcome::kPartial, {5, 10}},
      {"bytes=5-18446744073709551615", 10, RangeOutcome::kPartial, {5, 10}},
      {"bytes=0-", 10, RangeOutcome::kPartial, {0, 10}},
      {"bytes=9-", 10, RangeOutcome::kPartial, {9, 10}},
      {"bytes=-3", 10, RangeOutcome::kPartial, {7, 10}},
      {"bytes=-10", 10, RangeOutcome::kPartial, {0, 10}},
      {"bytes=-99", 10, RangeOutcome::kPartial, {0, 10}},
      {"bytes=10-", 10, RangeOutcome::kUnsatisfiable},
      {"bytes=10-12", 10, RangeOutcome::kUnsatisfiable},
      {"bytes=99999999999999999999-", 10, RangeOutcome::kUnsatisfiable},
      {"bytes=-0", 10, RangeOutcome::kUnsatisfiable},
      {"bytes=0-0", 0, RangeOutcome::kUnsatisfiable},
      {"bytes=0-", 0, RangeOutcome::kUnsatisfiable},
      {"bytes=-0", 0, RangeOutcome::kUnsatisfiable},
      {"", 0, RangeOutcome::kWhole, {0, 0}},
  };
  for (const Row& row : table) {
    EXPECT_EQ(resolve_range(row.header, row.size), (ResolvedRange{row.outcome, row.span}))
        << row.header << " of " << row.size;
  }
}

TEST(Range, ASuffixOfAnEmptyObjectIsAPartWithoutBytes) {
  const ResolvedRange range = resolve_range("bytes=-1", 0);
  EXPECT_EQ(range, (ResolvedRange{RangeOutcome::kPartial, {0, 0}}));
  EXPECT_EQ(partial_content_range(range.span, 0), "bytes 0-0/0");
}

TEST(Range, AnswersCarryAnInclusiveEnd) {
  EXPECT_EQ(partial_content_range({2, 5}, 10), "bytes 2-4/10");
  EXPECT_EQ(partial_content_range({0, 1}, 1), "bytes 0-0/1");
  EXPECT_EQ(unsatisfied_content_range(10), "bytes */10");
}

}  // namespace
}  // namespace resumulator
