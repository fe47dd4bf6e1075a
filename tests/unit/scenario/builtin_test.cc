// What ships with the program: every scenario loads without a remark and says what it stands for,
// every suite names scenarios that are there.
#include "scenario/builtin.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "scenario/files.h"
#include "scenario/load.h"
#include "scenario/suite.h"
#include "support/places.h"

namespace resumulator {
namespace {

std::string remarks(const std::vector<Diagnostic>& diagnostics) {
  std::string out;
  for (const Diagnostic& each : diagnostics) out += render(each, "");
  return out;
}

std::string file_text(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

class Shipped : public testing::TestWithParam<std::string> {};

TEST_P(Shipped, LoadsWithoutARemarkAndSaysWhatItStandsFor) {
  const Loaded loaded = load_scenario_file(GetParam());
  EXPECT_EQ(remarks(loaded.diagnostics), "");
  ASSERT_FALSE(loaded.cases.empty());
  const Scenario& scenario = loaded.cases.front();
  EXPECT_GT(scenario.about.size(), 40U) << "the real-world situation is missing";
  EXPECT_FALSE(scenario.tags.empty());
  EXPECT_FALSE(scenario.rules.empty());
  EXPECT_FALSE(scenario.expect.empty());
  for (const Rule& rule : scenario.rules)
    EXPECT_EQ(rule.name.find("/rule "), std::string::npos) << "a shipped rule has a name";
}

TEST_P(Shipped, IsStrictJson) {
  LoadOptions strict;
  strict.strict_json = true;
  EXPECT_TRUE(load_scenario_file(GetParam(), strict).ok());
}

TEST_P(Shipped, MakesSentences) {
  const std::string text = explain(load_scenario_file(GetParam()).cases.front());
  EXPECT_THAT(text, testing::HasSubstr("The client "));
}

std::string test_name(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param.substr(info.param.find(':') + 1);
  for (char& c : name) c = c == '-' ? '_' : c;
  return name;
}
INSTANTIATE_TEST_SUITE_P(All, Shipped, testing::ValuesIn(shipped_scenarios()), test_name);

TEST(ShippedScenarios, AreAtLeastThirtyWithNamesOfTheirOwn) {
  std::set<std::string> names;
  for (const std::string& path : shipped_scenarios())
    names.insert(load_scenario_file(path).cases.at(0).name);
  EXPECT_GE(names.size(), 30U);
  EXPECT_EQ(names.size(), shipped_scenarios().size());
}

TEST(ShippedScenarios, AreTheFilesOfTheTree) {
  std::size_t files = 0;
  const std::filesystem::path folder = testing_support::source_path("scenarios");
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".json") continue;
    ++files;
    EXPECT_EQ(builtin_scenario(entry.path().stem().string()), file_text(entry.path()));
  }
  EXPECT_EQ(files, builtin_scenario_names().size());
}

TEST(ShippedScenarios, CoverEveryFaultTheServerCanDoToABodyOrAnAnswer) {
  std::set<std::string> used;
  for (const std::string& path : shipped_scenarios()) {
    for (const Scenario& scenario : load_scenario_file(path).cases) {
      for (const Rule& rule : scenario.rules) {
        for (const ActionSpec& action : rule.actions) used.insert(action.word);
      }
    }
  }
  for (const char* word :
       {"reset", "close", "hang", "stall", "delay", "read_rate", "write_rate", "truncate_answer",
        "content_length", "garbage", "hide_progress", "claim_bytes", "forget_bytes", "apply_twice",
        "session", "advance_clock", "flip_bit", "wrong_checksum"}) {
    EXPECT_TRUE(used.contains(word)) << word;
  }
}

TEST(ShippedSuites, NameOnlyScenariosThatShip) {
  const auto known = shipped_scenarios();
  ASSERT_THAT(shipped_suites(),
              testing::ElementsAre("builtin:gcs", "builtin:gcs-chunked", "builtin:gcs-slow",
                                   "builtin:gcs-xml", "builtin:gcs-xml-parts", "builtin:ietf",
                                   "builtin:photos", "builtin:resumablejs", "builtin:smoke",
                                   "builtin:tus", "builtin:x-goog"));
  for (const std::string& path : shipped_suites()) {
    const ScenarioPaths expanded = scenario_paths(path);
    EXPECT_EQ(remarks(expanded.diagnostics), "");
    EXPECT_FALSE(expanded.paths.empty()) << path;
    for (const std::string& scenario : expanded.paths)
      EXPECT_THAT(known, testing::Contains(scenario)) << path;
  }
}

TEST(ShippedSuites, OfGcsHoldEachScenarioOfGcsOnce) {
  std::multiset<std::string> paths;
  for (const char* suite : {"builtin:gcs", "builtin:gcs-chunked", "builtin:gcs-slow"}) {
    for (const std::string& path : scenario_paths(suite).paths) paths.insert(path);
  }
  for (const std::string& path : shipped_scenarios()) {
    const auto tags = load_scenario_file(path).cases.at(0).tags;
    const bool gcs = std::find(tags.begin(), tags.end(), "gcs") != tags.end();
    EXPECT_EQ(paths.count(path), gcs ? 1U : 0U) << path;
  }
}

TEST(BuiltinNames, AreSuggestedWhereOneIsNear) {
  const Loaded loaded = load_scenario_file("builtin:anser-lost");
  ASSERT_EQ(loaded.diagnostics.size(), 1U);
  EXPECT_EQ(loaded.diagnostics[0].code, "E010");
  EXPECT_THAT(loaded.diagnostics[0].message, testing::HasSubstr("did you mean \"answer-lost\""));
}

}  // namespace
}  // namespace resumulator
