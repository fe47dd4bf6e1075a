// Goal: names survive their way through paths and queries, decoded exactly once. Rule
// gcs.route.encoding.
#include "core/wire/url.h"

#include <gtest/gtest.h>

namespace resumulator {
namespace {

std::string every_byte() {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  return bytes;
}

TEST(Url, APlusIsAPlusInAPathAndABlankInAQuery) {
  EXPECT_EQ(percent_decode("a+b%2Bc%20d").value(), "a+b+c d");
  EXPECT_EQ(percent_decode_query("a+b%2Bc%20d").value(), "a b+c d");
}

TEST(Url, IsDecodedExactlyOnce) {
  EXPECT_EQ(percent_decode("%252F").value(), "%2F");
  EXPECT_EQ(percent_decode("a%2fb%2Fc").value(), "a/b/c");
  EXPECT_EQ(percent_decode("%00").value(), std::string(1, '\0'));
}

TEST(Url, BadEscapesAreErrors) {
  for (const std::string_view text : {"%", "%2", "a%", "%zz", "%2g", "%-1", "%%41", "ab%4"}) {
    EXPECT_EQ(percent_decode(text).error().kind, ErrorKind::kMalformed) << text;
    EXPECT_EQ(percent_decode_query(text).error().kind, ErrorKind::kMalformed) << text;
    EXPECT_FALSE(has_valid_escapes(text)) << text;
    EXPECT_FALSE(Query::parse(std::string("a=") + std::string(text)).has_value()) << text;
    EXPECT_FALSE(Query::parse(std::string(text)).has_value()) << text;
  }
  for (const std::string_view text : {"", "a", "%41", "%41%42", "+"}) {
    EXPECT_TRUE(has_valid_escapes(text)) << text;
  }
}

TEST(Url, EveryByteSurvivesEncodingAndDecoding) {
  EXPECT_EQ(percent_decode(percent_encode_segment(every_byte())).value(), every_byte());
  EXPECT_EQ(percent_decode_query(percent_encode_query(every_byte())).value(), every_byte());
}

TEST(Url, SegmentsOfLinksHaveTheirSlashesEncoded) {
  EXPECT_EQ(percent_encode_segment("d/a b+c%\xC3\xA4~-._9Z"), "d%2Fa%20b%2Bc%25%C3%A4~-._9Z");
}

TEST(Url, PathsSplitBeforeTheyAreDecoded) {
  using Segments = std::vector<std::string_view>;
  EXPECT_EQ(split_path("/b/x%2Fy/o/"), (Segments{"b", "x%2Fy", "o", ""}));
  EXPECT_EQ(split_path("/"), (Segments{""}));
  EXPECT_EQ(split_path("//"), (Segments{"", ""}));
  EXPECT_EQ(split_path("a/b"), (Segments{"a", "b"}));
  EXPECT_EQ(split_path(""), Segments{});
}

TEST(Query, KeepsOrderRepetitionsAndTheRawText) {
  const Query query = Query::parse("b=2&a=1&b=%33&c&d=&=e").value();
  const std::vector<Query::Pair> expected = {{"b", "2"}, {"a", "1"}, {"b", "3"},
                                             {"c", ""},  {"d", ""},  {"", "e"}};
  EXPECT_EQ(query.pairs(), expected);
  EXPECT_EQ(query.raw(), "b=2&a=1&b=%33&c&d=&=e");
  EXPECT_EQ(query.get("b"), "2");
  EXPECT_EQ(query.all("b"), (std::vector<std::string_view>{"2", "3"}));
  EXPECT_TRUE(query.has("c"));
  EXPECT_EQ(query.find("e"), nullptr);
  EXPECT_EQ(query.get("e"), "");
}

TEST(Query, NamesAndValuesAreDecoded) {
  const Query query = Query::parse("na%6De=a%2Fb+c&x=a=b%26").value();
  EXPECT_EQ(query.get("name"), "a/b c");
  EXPECT_EQ(query.get("x"), "a=b&");
}

TEST(Query, EmptyPiecesAreDropped) {
  EXPECT_TRUE(Query::parse("").value().pairs().empty());
  EXPECT_EQ(Query::parse("&&a=1&").value().pairs().size(), 1U);
  EXPECT_TRUE(Query().pairs().empty());
}

TEST(Query, FindsTheSpellingsOfPreconditions) {
  const Query query = Query::parse("ifMetaGenerationNotMatch=3").value();
  EXPECT_EQ(query.find("ifMetagenerationNotMatch"), nullptr);
  ASSERT_NE(query.find_ignoring_case("ifMetagenerationNotMatch"), nullptr);
  EXPECT_EQ(*query.find_ignoring_case("ifMetagenerationNotMatch"), "3");
}

TEST(Query, PairsSurviveEncodingAndParsing) {
  const std::vector<Query::Pair> pairs = {{"a", every_byte()}, {every_byte(), ""}, {"", "x"}};
  EXPECT_EQ(Query::parse(encode_query(pairs)).value().pairs(), pairs);
  EXPECT_EQ(encode_query({{"a", "1"}, {"b", "x y"}}), "a=1&b=x%20y");
}

}  // namespace
}  // namespace resumulator
