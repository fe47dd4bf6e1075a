// The admin API takes the short name of a rule where only one has it, and guesses nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/gcs_house.h"

namespace resumulator::testing_support {
namespace {

using testing::HasSubstr;

/// Two scenarios in one lane: both have a rule "cut", the second has "once" for itself.
struct TwoScenarios : GcsHouse {
  TwoScenarios() {
    const auto put = admin("PUT", "/scenario", R"([
      {"scenario":"a","rules":[{"name":"cut","when":{"operation":"simple"},"do":{"answer":503}}]},
      {"scenario":"b","rules":[
        {"name":"once","when":{"operation":"simple"},"do":{"answer":500}},
        {"name":"cut","when":{"operation":"query"},"do":{"answer":503}}]}])");
    EXPECT_EQ(put.status, 200) << put.body;
  }
  [[nodiscard]] RawAnswer admin(std::string_view method, const std::string& path,
                                std::string_view body = {}) const {
    return request(method, "/_emu/v1/lanes/main" + path, body);
  }
  int upload() const {
    return request("POST", "/upload/storage/v1/b/b/o?uploadType=media&name=o", "x").status;
  }
};

TEST(RuleNames, AreDisarmedByTheShortOneWhereItIsClear) {
  const TwoScenarios house;
  const auto both = house.admin("DELETE", "/rules/cut");
  EXPECT_EQ(both.status, 409);
  EXPECT_THAT(both.body, HasSubstr(R"(\"cut\" may be \"a/cut\" or \"b/cut\": say which.)"));
  EXPECT_EQ(json_of(house.admin("DELETE", "/rules/once"))["disarmed"], "b/once");
  EXPECT_EQ(json_of(house.admin("DELETE", "/rules/a/cut"))["disarmed"], "a/cut");
  EXPECT_EQ(house.upload(), 200) << "neither is in force";
  EXPECT_EQ(json_of(house.admin("DELETE", "/rules/cut"))["disarmed"], "b/cut") << "one is left";
  EXPECT_EQ(house.admin("DELETE", "/rules/cut").status, 404);
}

TEST(RuleNames, OfTheJournalsFilterMeanAllThatHaveThem) {
  const TwoScenarios house;
  EXPECT_EQ(house.upload(), 503) << "a/cut, once";
  EXPECT_EQ(house.upload(), 500) << "b/once";
  const auto found = [&](const std::string& name) {
    return json_of(house.admin("GET", "/journal?fault=" + name))["exchanges"].size();
  };
  EXPECT_EQ(found("cut"), 1U);
  EXPECT_EQ(found("a/cut"), 1U);
  EXPECT_EQ(found("b/cut"), 0U);
  EXPECT_EQ(found("once"), 1U);
  EXPECT_EQ(found("*"), 2U);
  EXPECT_EQ(found("nce"), 0U);
}

}  // namespace
}  // namespace resumulator::testing_support
