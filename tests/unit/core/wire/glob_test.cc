// Goal: matchGlob finds what Cloud Storage finds. The first table is the one Google's own client
// libraries check against production. Rules gcs.list.*
#include "core/wire/glob.h"

#include <gtest/gtest.h>

namespace resumulator {
namespace {

using Names = std::vector<std::string_view>;

Names matching(std::string_view pattern, const Names& names) {
  const Result<Glob> glob = Glob::parse(pattern);
  EXPECT_TRUE(glob.has_value()) << pattern;
  Names out;
  for (const std::string_view name : names) {
    if (glob && glob->matches(name)) out.push_back(name);
  }
  return out;
}

TEST(Glob, FindsWhatTheClientLibrariesExpectOfProduction) {
  const Names names = {"foo/bar", "foo/baz", "foo/foobar", "foobar"};
  const std::pair<std::string_view, Names> table[] = {
      {"foo*bar", {"foobar"}},
      {"foo**bar", {"foo/bar", "foo/foobar", "foobar"}},
      {"**/foobar", {"foo/foobar", "foobar"}},
      {"*/ba[rz]", {"foo/bar", "foo/baz"}},
      {"*/ba[!a-y]", {"foo/baz"}},
      {"**/{foobar,baz}", {"foo/baz", "foo/foobar", "foobar"}},
      {"foo/{foo*,*baz}", {"foo/baz", "foo/foobar"}},
  };
  for (const auto& [pattern, expected] : table) {
    EXPECT_EQ(matching(pattern, names), expected) << pattern;
  }
}

struct Row {
  std::string_view pattern;
  Names yes;
  Names no;
};

TEST(Glob, EachMarkTakesWhatItShould) {
  const Row table[] = {
      {"", {""}, {"a"}},
      {"abc", {"abc"}, {"ab", "abcd", "ABC"}},
      {"*", {"", "a", "a.txt"}, {"a/b", "/"}},
      {"**", {"", "a", "a/b/c", "/"}, {}},
      {"a*", {"a", "abc"}, {"a/", "ba"}},
      {"*.txt", {".txt", "a.txt"}, {"a/b.txt", "a.txt2"}},
      {"?", {"a", "\xC3\xA4", "\xF0\x9F\x98\x80"}, {"", "ab", "/"}},
      {"a?c", {"abc"}, {"ac", "a/c"}},
      {"[abc]", {"a", "b", "c"}, {"d", "", "ab"}},
      {"[a-c]x", {"ax", "cx"}, {"dx", "-x"}},
      {"[a-]", {"a", "-"}, {"b"}},
      {"[^a]", {"b", "-"}, {"a", "/"}},
      {"[!/]", {"a"}, {"/"}},
      {"[\\]]", {"]"}, {"\\"}},
      {"[\xC3\xA4-\xC3\xB6]", {"\xC3\xA4", "\xC3\xA5", "\xC3\xB6"}, {"a", "\xC3\xBC"}},
      {"a/**/b", {"a/b", "a/x/b", "a/x/y/b"}, {"ab", "a/xb", "a/b/c"}},
      {"**/b", {"b", "a/b", "a/a/b"}, {"ab"}},
      {"a**/b", {"a/b", "ax/y/b"}, {"ab", "b"}},
      {"a/**", {"a/", "a/b", "a/b/c"}, {"a"}},
      {"***", {"", "a/b"}, {}},
      {"{a,b}", {"a", "b"}, {"", "ab", "c", "a,b"}},
      {"{a,}x", {"ax", "x"}, {"bx"}},
      {"{}x", {"x"}, {"{}x"}},
      {"{a,b{c,d}}e", {"ae", "bce", "bde"}, {"be", "bc"}},
      {"{**/a,b}", {"a", "x/a", "b"}, {"x/b"}},
      {"x/{**/a,b}", {"x/a", "x/y/a", "x/b"}, {"a", "x/y/b"}},
      {"a}b,c", {"a}b,c"}, {"ab"}},
      {"\\*\\?\\[\\{\\\\", {"*?[{\\"}, {"a"}},
      {"a]", {"a]"}, {"a"}},
  };
  for (const Row& row : table) {
    EXPECT_EQ(matching(row.pattern, row.yes), row.yes) << row.pattern;
    EXPECT_EQ(matching(row.pattern, row.no), Names{}) << row.pattern;
  }
}

TEST(Glob, RejectsPatternsThatAreNotClosed) {
  for (const std::string_view pattern :
       {"[", "[a", "[]", "[!]", "[b-a]", "[a-", "{", "{a", "{a,", "{a,{b}", "a\\", "[\\", "{[a}"}) {
    ASSERT_FALSE(Glob::parse(pattern).has_value()) << pattern;
    EXPECT_EQ(Glob::parse(pattern).error().kind, ErrorKind::kMalformed) << pattern;
  }
}

TEST(Glob, PatternsEndAtTheirLimit) {
  EXPECT_TRUE(Glob::parse(std::string(1024, 'a')).has_value());
  EXPECT_EQ(Glob::parse(std::string(1025, 'a')).error().kind, ErrorKind::kTooLarge);
  EXPECT_FALSE(Glob::parse(std::string(1024, '{')).has_value());
}

TEST(Glob, KnowsWhereAListingMayBegin) {
  EXPECT_EQ(Glob::parse("logs/2023-*").value().literal_prefix(), "logs/2023-");
  EXPECT_EQ(Glob::parse("a\\*b\\\\c[d]").value().literal_prefix(), "a*b\\c");
  EXPECT_EQ(Glob::parse("\xC3\xA4?").value().literal_prefix(), "\xC3\xA4");
  EXPECT_EQ(Glob::parse("*a").value().literal_prefix(), "");
  EXPECT_EQ(Glob::parse("a/**/b").value().literal_prefix(), "a/");
  EXPECT_EQ(Glob::parse("a{b,c}d").value().literal_prefix(), "a");
  EXPECT_EQ(Glob::parse("abc").value().literal_prefix(), "abc");
}

TEST(Glob, NoPatternTakesMoreThanItsSizeTimesTheNames) {
  std::string pattern;
  for (int i = 0; i < 128; ++i) pattern += "**a{*,?}";
  pattern.resize(1016);
  const Glob glob = Glob::parse(pattern).value();
  EXPECT_FALSE(glob.matches(std::string(1024, 'a') + "b/"));
}

TEST(Glob, NamesThatAreNotUtf8AreMatchedByteByByte) {
  EXPECT_TRUE(Glob::parse("?").value().matches("\xFF"));
  EXPECT_TRUE(Glob::parse("\xFF*").value().matches("\xFF\xFE"));
  EXPECT_FALSE(Glob::parse("[a-z]").value().matches("\xFF"));
}

}  // namespace
}  // namespace resumulator
