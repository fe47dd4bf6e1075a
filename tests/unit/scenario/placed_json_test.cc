// JSON with places: every key and value knows where it stood; what is written again is the same
// value.
#include "scenario/placed_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace resumulator {
namespace {

std::string slice(const std::string& text, const TextSpan& span) {
  return text.substr(span.begin, span.end - span.begin);
}

/// Every value's span, and every key's, must hold exactly its own text.
void check_spans(const std::string& text, const Node& node) {
  const auto parsed = nlohmann::json::parse(slice(text, node.span), nullptr, false, true);
  ASSERT_FALSE(parsed.is_discarded()) << slice(text, node.span);
  EXPECT_EQ(parsed, nlohmann::json::parse(to_json(node)));
  for (const Node& item : node.items) check_spans(text, item);
  for (const Node::Member& member : node.members) {
    EXPECT_EQ(nlohmann::json::parse(slice(text, member.key_span)), member.key);
    check_spans(text, member.value);
  }
}

class Texts : public testing::TestWithParam<const char*> {};
TEST_P(Texts, KeepTheirPlaces) {
  const std::string text = GetParam();
  const PlacedJson parsed = parse_placed(text, /*strict=*/false);
  ASSERT_TRUE(parsed.root) << parsed.problems.at(0).message;
  check_spans(text, *parsed.root);
}
INSTANTIATE_TEST_SUITE_P(
    Table, Texts,
    testing::Values("{}", "[]", "5", "-5", "1.5e3", "\"x\"", "true", "false", "null", " [1 , 2]\n",
                    "[1,2]", "{\"a\":1}", "{\"a\" : [ true,null ] , \"b\":{\"c\":-1.5}}",
                    "/* 1 */ [ // \"2\"\n 3 /* 4 */ , 5 ]", "{\"a\\\"b\":\"c\\\\\"}",
                    "[\"\\\\\\\"\",\"\\u00e9\",\"\xC3\xA9\"]", "[\"\\\\\",\"\\\\\\\\\"]",
                    "{\"\":{\"\":[]}}", "[0,10,200]", "[18446744073709551615,-2147483649]",
                    "[[],[[]],{}]", "\t{\r\n\"a\":\t1}\r\n"));

TEST(PlacedJson, SaysOfANumberThatItIsTooLarge) {
  const std::string text = R"({"a":1e400})";
  const PlacedJson parsed = parse_placed(text, false);
  EXPECT_FALSE(parsed.root);
  ASSERT_EQ(parsed.problems.size(), 1U);
  EXPECT_EQ(parsed.problems[0].message, "this number is too large");
  EXPECT_EQ(slice(text, parsed.problems[0].span), "1e400");
}

TEST(PlacedJson, TakesWholeNumbersHoweverTheyAreWritten) {
  const PlacedJson parsed = parse_placed("[3.0,1e3,-2.0,1.5]", false);
  ASSERT_TRUE(parsed.root);
  EXPECT_EQ(to_json(*parsed.root), "[3,1000,-2,1.5]");
  EXPECT_EQ(parsed.root->items[1].kind, Node::Kind::kUnsigned);
}

TEST(PlacedJson, KeepsTheOrderOfMembersAndTheFirstOfTwins) {
  const PlacedJson parsed = parse_placed(R"({"b":1,"a":2,"b":3})", false);
  ASSERT_TRUE(parsed.root);
  EXPECT_EQ(to_json(*parsed.root), R"({"b":1,"a":2})");
  EXPECT_EQ(parsed.problems.at(0).kind, Problem::Kind::kDuplicateKey);
}

TEST(PlacedJson, TellsOneSyntaxErrorAndNoTree) {
  for (const char* text : {"", "{", "[1,", "{\"a\"}", "nul", "\"a", "[1 2]", "{'a':1}", "[01]",
                           "\"\\x\"", "[1]]", "\xff", "[1e999]"}) {
    const PlacedJson parsed = parse_placed(text, false);
    EXPECT_FALSE(parsed.root) << text;
    EXPECT_EQ(parsed.problems.size(), 1U) << text;
  }
}

TEST(PlacedJson, StrictKnowsNoComments) {
  EXPECT_TRUE(parse_placed("[] // x", false).root);
  const PlacedJson strict = parse_placed("[] // x", true);
  EXPECT_FALSE(strict.root);
  EXPECT_EQ(strict.problems.at(0).kind, Problem::Kind::kComment);
}

TEST(PlacedJson, IsNeitherDeepNorSlowWhereAFileWouldHaveItSo) {
  EXPECT_TRUE(parse_placed(std::string(64, '[') + std::string(64, ']'), false).root);
  EXPECT_FALSE(parse_placed(std::string(65, '[') + std::string(65, ']'), false).root);
  std::string wide = "{";
  for (int i = 0; i < 100'000; ++i) wide += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\":0";
  EXPECT_EQ(parse_placed(wide + "}", false).root->members.size(), 100'000U);
}

TEST(Locate, CountsLinesAndColumnsFromOne) {
  const auto at = [](std::size_t byte) {
    const LineColumn place = locate("ab\ncd\n", byte);
    return std::pair(place.line, place.column);
  };
  EXPECT_EQ(at(0), std::pair(1U, 1U));
  EXPECT_EQ(at(2), std::pair(1U, 3U));
  EXPECT_EQ(at(3), std::pair(2U, 1U));
  EXPECT_EQ(at(6), std::pair(3U, 1U));
  EXPECT_EQ(at(99), std::pair(3U, 1U));
}

}  // namespace
}  // namespace resumulator
