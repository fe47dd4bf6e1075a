#include "core/wire/json_check.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

namespace resumulator {
namespace {

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST(JsonCheck, PassesWhatParsesWithoutThrowing) {
  for (const std::string_view text :
       {"{}", " {\"a\": [1, -2.5e3, true, null, \"\\u00e4\\ud83d\\ude00\"]} ",
        "{\"a\":{\"a\":1},\"a\":2}",
        "{\"n\":18446744073709551615,\"m\":-9223372036854775808,\"k\":18446744073709551616}"}) {
    EXPECT_TRUE(check_json(text, 64).has_value()) << text;
    EXPECT_FALSE(nlohmann::json::parse(text, nullptr, false).is_discarded()) << text;
  }
}

TEST(JsonCheck, RejectsWhatIsNotJson) {
  for (const std::string_view text : {"",
                                      " ",
                                      "{",
                                      "}",
                                      "{]",
                                      "{\"a\"}",
                                      "{a:1}",
                                      "{'a':1}",
                                      "{\"a\":1,}",
                                      "{} {}",
                                      "{}x",
                                      "{\"a\":01}",
                                      "{\"a\":NaN}",
                                      "{\"a\":1e999}",
                                      "{\"a\":\"\x01\"}",
                                      "{\"a\":\"\\q\"}",
                                      "{\"a\":\"\\ud800\"}",
                                      "{\"a\":\"\xC0\x80\"}",
                                      "{\"a\":\"\xFF\"}",
                                      "{\"a\":\"b",
                                      "not json",
                                      "{\"a\":tru}",
                                      "/**/{}"}) {
    const Result<void> checked = check_json(text, 64);
    ASSERT_FALSE(checked.has_value()) << text;
    EXPECT_EQ(checked.error().kind, ErrorKind::kMalformed) << text;
    EXPECT_FALSE(checked.error().text.empty());
  }
  EXPECT_FALSE(check_json(std::string_view("{}\0", 3), 64).has_value());
}

TEST(JsonCheck, WantsAnObjectUnlessToldOtherwise) {
  for (const std::string_view text : {"[]", "1", "\"a\"", "null", "true", "-1.5"}) {
    EXPECT_EQ(check_json(text, 64).error().kind, ErrorKind::kMalformed) << text;
    EXPECT_TRUE(check_json(text, 64, JsonShape::kAny).has_value()) << text;
  }
}

TEST(JsonCheck, NestingEndsAtItsLimit) {
  EXPECT_TRUE(check_json(nested(64), 64, JsonShape::kAny).has_value());
  EXPECT_EQ(check_json(nested(65), 64, JsonShape::kAny).error().kind, ErrorKind::kTooLarge);
  EXPECT_TRUE(check_json("{\"a\":[]}", 2).has_value());
  EXPECT_EQ(check_json("{\"a\":[]}", 1).error().kind, ErrorKind::kTooLarge);
  EXPECT_EQ(check_json("{}", 0).error().kind, ErrorKind::kTooLarge);
}

TEST(JsonCheck, NestingTenThousandDeepIsRefusedAtOnce) {
  std::string text;
  for (int i = 0; i < 10'000; ++i) text += "{\"a\":";
  EXPECT_EQ(check_json(text, 64).error().kind, ErrorKind::kTooLarge);
  EXPECT_EQ(check_json(std::string(1'000'000, '['), 64, JsonShape::kAny).error().kind,
            ErrorKind::kTooLarge);
}

}  // namespace
}  // namespace resumulator
