// Suites: what a list of scenarios may say, and what of a wrong one is told.
#include "scenario/suite.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenario/load.h"

namespace resumulator {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Suite, LooksForItsFilesBesideItself) {
  const LoadedSuite loaded = load_suite(
      R"({"suite":"s","about":"a","scenarios":["a.json","builtin:answer-lost","/b.json"]})",
      "dir/suite.json");
  EXPECT_TRUE(loaded.diagnostics.empty());
  EXPECT_EQ(loaded.suite.name, "s");
  EXPECT_EQ(loaded.suite.about, "a");
  EXPECT_THAT(loaded.suite.scenarios, ElementsAre("dir/a.json", "builtin:answer-lost", "/b.json"));
}

TEST(Suite, IsToldFromAScenario) {
  EXPECT_TRUE(is_suite(R"({"suite":"s"})"));
  EXPECT_FALSE(is_suite(R"({"scenario":"s"})"));
  EXPECT_FALSE(is_suite("{"));
  EXPECT_FALSE(is_suite("\xff"));
}

TEST(Suite, NamesNothingWhenItIsWrong) {
  for (const char* text : {R"({"suite":"s"})", R"({"suite":"s","scenarios":[]})",
                           R"({"suite":"s","scenarios":[1]})", R"({"suite":"s","scenarios":{}})",
                           R"({"suite":"s","scenario":["a"],"scenarios":["a"]})", "[]", "{"}) {
    const LoadedSuite loaded = load_suite(text, "f.json");
    EXPECT_FALSE(loaded.diagnostics.empty()) << text;
    EXPECT_TRUE(loaded.suite.scenarios.empty()) << text;
  }
}

TEST(Suite, NamesItsScenariosToBeCheckedThoughItIsWrong) {
  const LoadedSuite loaded = load_suite(R"({"suite":"s","x":1,"scenarios":["a.json"]})", "f.json");
  EXPECT_EQ(loaded.diagnostics.size(), 1U);
  EXPECT_TRUE(loaded.suite.scenarios.empty());
  EXPECT_THAT(loaded.named, ElementsAre("a.json"));
}

TEST(Suite, SuggestsTheKeyThatWasMeant) {
  const LoadedSuite loaded = load_suite(R"({"suite":"s","scenaros":["a"]})", "f.json");
  EXPECT_THAT(loaded.diagnostics.back().message + loaded.diagnostics.front().message,
              HasSubstr("did you mean \"scenarios\""));
}

TEST(ScenarioPaths, OfAScenarioAreItself) {
  EXPECT_THAT(scenario_paths("no/such.json").paths, ElementsAre("no/such.json"));
  EXPECT_THAT(scenario_paths("builtin:answer-lost").paths, ElementsAre("builtin:answer-lost"));
}

TEST(ScenarioFile, IsNoFolder) {
  const Loaded loaded = load_scenario_file(testing::TempDir());
  ASSERT_EQ(loaded.diagnostics.size(), 1U);
  EXPECT_EQ(loaded.diagnostics[0].code, "E010");
  EXPECT_EQ(loaded.diagnostics[0].message, "this is a folder, no file");
}

TEST(ScenarioFile, IsNoSuite) {
  const Loaded loaded = load_scenario_file("builtin:smoke");
  EXPECT_FALSE(loaded.ok());
  EXPECT_THAT(loaded.diagnostics.at(0).message, HasSubstr("this is a suite"));
}

}  // namespace
}  // namespace resumulator
