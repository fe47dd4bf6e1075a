#include "core/base/strings.h"

#include <gtest/gtest.h>

namespace resumulator {
namespace {

using Pieces = std::vector<std::string_view>;

TEST(Strings, TrimTakesBlanksAndTabsButNotLineBreaks) {
  EXPECT_EQ(trim(" \ta b\t "), "a b");
  EXPECT_EQ(trim("a"), "a");
  EXPECT_EQ(trim(""), "");
  EXPECT_EQ(trim(" \t"), "");
  EXPECT_EQ(trim("a\r\n"), "a\r\n");
}

TEST(Strings, CaseIsIgnoredForAsciiLettersOnly) {
  EXPECT_TRUE(iequals("Content-RANGE", "content-range"));
  EXPECT_FALSE(iequals("a", "ab"));
  EXPECT_FALSE(iequals("[", "{"));  // 32 apart, as letters of two cases are
  EXPECT_FALSE(iequals("\xC3\x84", "\xC3\xA4"));
  EXPECT_EQ(lower("AbZ09\xC3\x84"), "abz09\xC3\x84");
  EXPECT_TRUE(istarts_with("BYTES 0-1", "bytes "));
  EXPECT_FALSE(istarts_with("byte", "bytes"));
}

TEST(Strings, SplitKeepsEmptyPieces) {
  EXPECT_EQ(split("a,,b,", ','), (Pieces{"a", "", "b", ""}));
  EXPECT_EQ(split("", ','), (Pieces{""}));
  EXPECT_EQ(split("abc", ','), (Pieces{"abc"}));
}

TEST(Strings, SplitOnceTellsASeparatorAtTheEndFromNone) {
  const Halves both = split_once("name=a=b", '=');
  EXPECT_EQ(both.first, "name");
  EXPECT_EQ(both.second, "a=b");
  EXPECT_TRUE(split_once("name=", '=').found);
  EXPECT_FALSE(split_once("name", '=').found);
  EXPECT_EQ(split_once("name", '=').first, "name");
}

TEST(Strings, TakingAPrefixOrSuffixChangesTheTextOnlyWhenItIsThere) {
  std::string_view text = "/b/name/acl";
  EXPECT_TRUE(take_prefix(text, "/b/"));
  EXPECT_TRUE(take_suffix(text, "/acl"));
  EXPECT_EQ(text, "name");
  EXPECT_FALSE(take_prefix(text, "x"));
  EXPECT_FALSE(take_suffix(text, "names"));
  EXPECT_EQ(text, "name");
}

TEST(Strings, TokensAreWhatHttpCallsTokens) {
  EXPECT_TRUE(is_token("X-Goog-Hash"));
  EXPECT_TRUE(is_token("!#$%&'*+-.^_`|~09az"));
  for (const std::string_view text : {"", "a b", "a:", "a/b", "\"a\"", "\x7F", "\xC3\xA4"}) {
    EXPECT_FALSE(is_token(text)) << text;
  }
  EXPECT_FALSE(is_token(std::string_view("\0", 1)));
}

TEST(Strings, UnsignedNumbersReachTwoToTheSixtyFourMinusOne) {
  EXPECT_EQ(parse_u64("0").value(), 0U);
  EXPECT_EQ(parse_u64("007").value(), 7U);
  EXPECT_EQ(parse_u64("9223372036854775808").value(), 1ULL << 63U);
  EXPECT_EQ(parse_u64("18446744073709551615").value(), UINT64_MAX);
  for (const std::string_view text : {"18446744073709551616", "99999999999999999999999"}) {
    ASSERT_FALSE(parse_u64(text).has_value()) << text;
    EXPECT_EQ(parse_u64(text).error().kind, ErrorKind::kOutOfRange) << text;
  }
}

TEST(Strings, NumbersAreDigitsToTheEndAndNothingElse) {
  for (const std::string_view text :
       {"", " ", "-1", "+1", " 1", "1 ", "1x", "0x10", "1.0", "1e3", "99999999999999999999999x"}) {
    ASSERT_FALSE(parse_u64(text).has_value()) << text;
    EXPECT_EQ(parse_u64(text).error().kind, ErrorKind::kMalformed) << text;
  }
  EXPECT_FALSE(parse_u64(std::string_view("1\0", 2)).has_value());
}

TEST(Strings, SignedNumbersHaveTheirOwnEnds) {
  EXPECT_EQ(parse_i64("-9223372036854775808").value(), INT64_MIN);
  EXPECT_EQ(parse_i64("9223372036854775807").value(), INT64_MAX);
  EXPECT_EQ(parse_i64("9223372036854775808").error().kind, ErrorKind::kOutOfRange);
  EXPECT_EQ(parse_i64("-").error().kind, ErrorKind::kMalformed);
  EXPECT_EQ(parse_i64("+1").error().kind, ErrorKind::kMalformed);
}

TEST(Strings, HexIsLowerCaseOutAndAnyCaseIn) {
  const std::string bytes("\x00\x7F\xFF\x1a", 4);
  EXPECT_EQ(hex_encode(bytes), "007fff1a");
  EXPECT_EQ(hex_decode("007FfF1A").value(), bytes);
  EXPECT_EQ(hex_decode("").value(), "");
  EXPECT_FALSE(hex_decode("0").has_value());
  EXPECT_FALSE(hex_decode("0g").has_value());
}

}  // namespace
}  // namespace resumulator
