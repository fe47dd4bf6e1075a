// Short names of rules: clear, unclear, nobody's.
#include "faults/rule_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace resumulator {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::vector<std::string> kRules = {"a/cut", "b/cut", "b/lose it", "b/x/lose it", "cut"};

TEST(RuleNames, WrittenOutMeanThatRuleAlone) {
  EXPECT_THAT(rules_meant("b/cut", kRules), ElementsAre("b/cut"));
  EXPECT_THAT(rules_meant("cut", kRules), ElementsAre("cut")) << "though others end so";
}

TEST(RuleNames, WithoutTheScenarioMeanAllThatHaveThem) {
  const std::vector<std::string> rules = {"a/cut", "b/cut", "b/recut", "a/cut", "b/lose it"};
  EXPECT_THAT(rules_meant("cut", rules), ElementsAre("a/cut", "b/cut"));
  EXPECT_THAT(rules_meant("lose it", rules), ElementsAre("b/lose it"));
  EXPECT_THAT(rules_meant("lose", rules), IsEmpty());
  EXPECT_THAT(rules_meant("", rules), IsEmpty());
  EXPECT_THAT(rules_meant("/cut", rules), IsEmpty());
}

TEST(RuleNames, AreListedForWhoHasToChoose) {
  EXPECT_EQ(one_of({"a/cut", "b/cut"}), "\"a/cut\" or \"b/cut\"");
}

}  // namespace
}  // namespace resumulator
