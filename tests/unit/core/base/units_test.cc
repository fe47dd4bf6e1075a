// Sizes and durations: exact, whole input, nothing guessed.
#include "core/base/units.h"

#include <gtest/gtest.h>

namespace resumulator {
namespace {

struct SizeCase {
  const char* text;
  std::uint64_t bytes;
};

TEST(Sizes, AreReadExactly) {
  const SizeCase cases[] = {{"0", 0},
                            {"262144", 262144},
                            {"1B", 1},
                            {"10 kB", 10'000},
                            {"256MiB", 256ULL << 20},
                            {"256 KiB", 256ULL << 10},
                            {"1.5 GiB", 3ULL << 29},
                            {"0.5KiB", 512},
                            {"1.50 MB", 1'500'000},
                            {"5 TiB", 5ULL << 40},
                            {"18446744073709551615", UINT64_MAX},
                            {"16777215 TiB", 16777215ULL << 40}};
  for (const auto& [text, bytes] : cases) {
    const auto size = parse_size(text);
    ASSERT_TRUE(size) << text;
    EXPECT_EQ(*size, bytes) << text;
  }
}

TEST(Sizes, OfNoGrammarAreRefused) {
  for (const char* text : {"",   " ",       "KiB",  "1 ",     " 1",        "1  ",   "-1",
                           "+1", "1,5 MiB", "1.",   ".5 KiB", "1.5.5 KiB", "1 mib", "1 KIB",
                           "1K", "1 KiB ",  "0x10", "1e3",    "1\tKiB",    "1 KiBs"}) {
    const auto size = parse_size(text);
    ASSERT_FALSE(size) << text;
    EXPECT_EQ(size.error().kind, ErrorKind::kMalformed) << text;
  }
}

TEST(Sizes, ThatAreNotWholeBytesAreRefused) {
  for (const char* text : {"0.5", "0.1 KiB", "1.5B", "0.1234567 GB"}) {
    const auto size = parse_size(text);
    ASSERT_FALSE(size) << text;
    EXPECT_EQ(size.error().text, "\"" + std::string(text) + "\" is not a whole byte");
  }
}

TEST(Sizes, PastSixtyFourBitsAreRefused) {
  for (const char* text : {"18446744073709551616", "16777216 TiB", "99999999999999999999 KiB",
                           "16777215.9999999999 TiB"}) {
    EXPECT_FALSE(parse_size(text)) << text;
  }
  EXPECT_EQ(parse_size("16777216 TiB").error().kind, ErrorKind::kOutOfRange);
}

TEST(Durations, AreReadExactly) {
  EXPECT_EQ(*parse_duration("250ms"), std::chrono::milliseconds(250));
  EXPECT_EQ(*parse_duration("30s"), std::chrono::seconds(30));
  EXPECT_EQ(*parse_duration("1.5 m"), std::chrono::seconds(90));
  EXPECT_EQ(*parse_duration("2h"), std::chrono::hours(2));
  EXPECT_EQ(*parse_duration("7d"), std::chrono::hours(24 * 7));
  EXPECT_EQ(*parse_duration("5us"), Duration(5));
  EXPECT_EQ(*parse_duration("0s"), Duration(0));
}

TEST(Durations, NeedAUnit) {
  for (const char* text : {"5", "0", "5 ", "5sec", "-5s", "5S", "0.1us"}) {
    EXPECT_FALSE(parse_duration(text)) << text;
  }
}

TEST(Durations, PastTheClockAreRefused) {
  EXPECT_TRUE(parse_duration("106751991d"));
  EXPECT_EQ(parse_duration("106751992d").error().kind, ErrorKind::kOutOfRange);
}

TEST(Durations, AreShownAsTheyAreRead) {
  for (const char* text : {"0s", "7d", "90m", "36h", "250ms", "1001us", "5s"}) {
    EXPECT_EQ(format_duration(*parse_duration(text)), text);
  }
}

TEST(Sizes, AreShownForPeople) {
  EXPECT_EQ(format_size(0), "0 bytes");
  EXPECT_EQ(format_size(1), "1 byte");
  EXPECT_EQ(format_size(1023), "1023 bytes");
  EXPECT_EQ(format_size(1024), "1 KiB");
  EXPECT_EQ(format_size(256ULL << 10), "256 KiB");
  EXPECT_EQ(format_size((1ULL << 20) - 1), "1024.0 KiB");
  EXPECT_EQ(format_size(3ULL << 29), "1.5 GiB");
  EXPECT_EQ(format_size(UINT64_MAX), "16.0 EiB");
}

}  // namespace
}  // namespace resumulator
