// The admin API takes the short name of a rule where only one has it, and guesses nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/gcs_house.h"

namespace resumulator::testing_support {
namespace {

using testing::AllOf;
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
  [[nodiscard]] std::size_t found(const std::string& query) const {
    const auto answer = admin("GET", "/journal?" + query);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return json_of(answer)["exchanges"].size();
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

TEST(RuleNames, FilterTheJournalByTheShortOneWhereItIsClear) {
  const TwoScenarios house;
  EXPECT_EQ(house.upload(), 503);
  EXPECT_EQ(house.upload(), 500);
  EXPECT_EQ(house.upload(), 200);
  EXPECT_EQ(house.found("fault=once"), 1U);
  EXPECT_EQ(house.found("fault=b/once"), 1U);
  EXPECT_EQ(house.found("fault=*"), 2U);
  EXPECT_EQ(house.found("fault=nobody"), 0U);
  EXPECT_EQ(house.found("fault=a/cut&status=503"), 1U);
  const auto both = house.admin("GET", "/journal?fault=cut");
  EXPECT_EQ(both.status, 400);
  EXPECT_THAT(both.body, AllOf(HasSubstr("a/cut"), HasSubstr("b/cut")));
  EXPECT_EQ(house.admin("GET", "/journal/wait?fault=once&timeout=0s").status, 200);
  EXPECT_EQ(house.admin("GET", "/journal/wait?fault=cut&timeout=0s").status, 400);
}

TEST(RuleNames, OfRulesThatAreGoneStillStandInTheJournal) {
  const TwoScenarios house;
  EXPECT_EQ(house.upload(), 503);
  EXPECT_EQ(house.admin("DELETE", "/scenario").status, 200);
  EXPECT_EQ(house.found("fault=cut"), 1U);
}

}  // namespace
}  // namespace resumulator::testing_support
