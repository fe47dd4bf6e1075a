// A JSON library's complaints as sentences: none of its own names is left in them.
#include "core/wire/json_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace resumulator {
namespace {

using Json = nlohmann::json;

template <typename Act>
std::string words(Act act) {
  try {
    act();
  } catch (const std::exception& problem) {
    return json_words(problem);
  }
  return "nothing was wrong";
}

TEST(JsonWords, SayWhatIsMissingOrOfAnotherKind) {
  EXPECT_EQ(words([] { static_cast<void>(Json::object().at("seed")); }), "\"seed\" is missing");
  EXPECT_EQ(words([] { static_cast<void>(Json(5).get<std::string>()); }),
            "a value has the type number where string is needed");
  EXPECT_EQ(words([] { static_cast<void>(Json(5).at("seed")); }),
            "an object in braces is needed, not number");
  EXPECT_EQ(words([] { static_cast<void>(Json::array().value("seed", 1)); }),
            "an object in braces is needed, not array");
  EXPECT_EQ(words([] { [[maybe_unused]] const Json read = Json::parse("[1e400]"); }),
            "a number is too large");
  EXPECT_EQ(words([] { [[maybe_unused]] const Json read = Json::parse("{"); }),
            "it is no JSON from line 1, column 2 on");
}

TEST(JsonWords, LeaveOthersAsTheyAre) { EXPECT_EQ(json_words(std::runtime_error("full")), "full"); }

}  // namespace
}  // namespace resumulator
