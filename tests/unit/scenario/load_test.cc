// The reader of scenario files: every kind of mistake has its place, its sentence and its
// suggestion.
#include "scenario/load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace resumulator {
namespace {

using testing::HasSubstr;

Loaded load(const std::string& text) { return load_scenario(text, "f.json"); }

struct Mistake {
  std::string text;
  std::string code;
  std::uint32_t line, column;
  std::string pointer;
  std::string says;
};

class Mistakes : public testing::TestWithParam<Mistake> {};

TEST_P(Mistakes, AreReportedWithPlaceAndRemedy) {
  const Mistake& wanted = GetParam();
  const Loaded loaded = load(wanted.text);
  EXPECT_FALSE(loaded.ok());
  EXPECT_TRUE(loaded.cases.empty()) << "nothing of a wrong file is in force";
  bool found = false;
  std::string all;
  for (const Diagnostic& each : loaded.diagnostics) {
    all += render(each, wanted.text);
    found = found ||
            (each.code == wanted.code && each.line == wanted.line && each.column == wanted.column &&
             each.pointer == wanted.pointer && each.message.find(wanted.says) != std::string::npos);
  }
  EXPECT_TRUE(found) << all;
}

const Mistake kMistakes[] = {
    {R"({"scenario":"s","rules":[{"when":{"operation":"apend"},"do":"reset"}]})", "E006", 1, 47,
     "/rules/0/when/operation", "did you mean \"append\""},
    {R"({"scenario":"s","rules":[{"do":{"stall":"5"}}]})", "E005", 1, 41, "/rules/0/do/stall",
     "\"7d\""},
    {R"({"scenario":"s","rules":[{"do":{"stall":5}}]})", "E005", 1, 41, "/rules/0/do/stall",
     "needs a unit"},
    {R"({"scenario":"s","rules":[{"do":"reset","repeat":2}]})", "E003", 1, 40, "/rules/0/repeat",
     "did you mean \"times\""},
    {"{\"scenario\":\"s\",\n \"expect\":[],\n \"expect\":[]}", "E002", 3, 2, "/expect",
     "first at 2:2"},
    {R"({"scenario":"s","rules":[{"do":"rest"}]})", "E006", 1, 32, "/rules/0/do",
     "did you mean \"reset\""},
    {R"({"scenario":"s","rules":[{"at":"bodi:1","do":"reset"}]})", "E005", 1, 32, "/rules/0/at",
     "did you mean \"body\""},
    {R"({"scenario":"s","rules":[{"when":{"nth":0.5},"do":"reset"}]})", "E005", 1, 41,
     "/rules/0/when/nth", "\"1..3\""},
    {R"({"scenario":"s","rules":[{"keep":"allmost","do":"reset"}]})", "E005", 1, 34,
     "/rules/0/keep", "aligned"},
    {R"({"scenario":"s","rules":[{"do":["reset","close"]}]})", "E008", 1, 32, "/rules/0/do",
     "only one"},
    {R"({"scenario":"s","rules":[{}]})", "E007", 1, 26, "/rules/0", "needs \"do\""},
    {R"({"scenario":"s","expect":[{"conversation":"create apend"}]})", "E005", 1, 43,
     "/expect/0/conversation", "did you mean \"append\""},
    {R"({"scenario":"s","expect":[{"sessions":1,"completes":{}}]})", "E008", 1, 39,
     "/expect/0/sessions", "one check"},
    {R"({"scenario":"s","rules":[{"do":"reset"},]})", "E001", 1, 40, "/rules/1", "comma"},
    {R"({"rules":[]})", "E007", 1, 1, "", "needs \"scenario\""},
    {R"({"scenario":"s","vary":{"a":[1]},"rules":[{"do":{"answer":"${b}"}}]})", "E006", 1, 59,
     "/rules/0/do/answer", "no \"b\""},
    {R"({"scenario":"s","rules":[{"when":{"operation":"append"},"at":"accept","do":"reset"}]})",
     "E009", 1, 35, "/rules/0/when/operation", "nothing was read"},
    {R"({"scenario":"s","rules":[{"chance":0,"do":"reset"}]})", "E005", 1, 36, "/rules/0/chance",
     "never fires"},
};
INSTANTIATE_TEST_SUITE_P(Table, Mistakes, testing::ValuesIn(kMistakes));

TEST(LoadScenario, ReportsAllMistakesAtOnceInOrderOfPlace) {
  const Loaded loaded = load(
      R"({"scenario":"s","rules":[{"do":"rest"},{"do":{"stall":"5"}},{"repeat":1,"do":"reset"}]})");
  ASSERT_EQ(loaded.diagnostics.size(), 3U);
  EXPECT_LT(loaded.diagnostics[0].column, loaded.diagnostics[1].column);
  EXPECT_LT(loaded.diagnostics[1].column, loaded.diagnostics[2].column);
}

TEST(LoadScenario, AcceptsCommentsUnlessTheyAreRefused) {
  const std::string text = "{ // why\n \"scenario\": \"s\" /* so */ }";
  EXPECT_TRUE(load(text).ok());
  LoadOptions strict;
  strict.strict_json = true;
  EXPECT_FALSE(load_scenario(text, "f.json", strict).ok());
}

TEST(LoadScenario, ExpandsVaryToTheProductOfItsKeys) {
  const Loaded loaded = load(
      R"({"scenario":"s","vary":{"code":[500,503],"cut":{"from":0,"to":"2 KiB","step":"1 KiB"}},
    "rules":[{"at":"body:${cut}","do":{"answer":"${code}"}}]})");
  ASSERT_TRUE(loaded.ok());
  ASSERT_EQ(loaded.cases.size(), 6U);
  EXPECT_EQ(loaded.cases[4].case_name, "code=503,cut=1024");
  EXPECT_EQ(loaded.cases[4].rules[0].at, (Point{Point::Kind::kBodyByte, 1024}));
  EXPECT_EQ(loaded.cases[4].rules[0].actions[0].params, "503");
}

TEST(LoadScenario, WarnsOfARuleThatAnEarlierOneCovers) {
  const Loaded loaded = load(R"({"scenario":"s","rules":[
    {"name":"a","when":{"operation":"upload"},"times":"always","do":"reset"},
    {"name":"b","when":{"operation":"append"},"do":{"answer":503}}]})");
  EXPECT_TRUE(loaded.ok());
  ASSERT_EQ(loaded.diagnostics.size(), 1U);
  EXPECT_EQ(loaded.diagnostics[0].code, "W001");
  EXPECT_THAT(loaded.diagnostics[0].message, HasSubstr("(2:5)"));
}

TEST(LoadScenario, IncludesJoinRulesAndExpectationsBehindTheFilesOwn) {
  LoadOptions options;
  options.read_include = [](const std::string&,
                            const std::string& name) -> std::optional<std::string> {
    if (name != "b.json") return std::nullopt;
    return R"({"scenario":"b","rules":[{"do":"close"}]})";
  };
  const Loaded loaded = load_scenario(
      R"({"scenario":"a","include":["b.json"],"rules":[{"do":"reset"}]})", "a.json", options);
  ASSERT_TRUE(loaded.ok());
  ASSERT_EQ(loaded.cases[0].rules.size(), 2U);
  EXPECT_EQ(loaded.cases[0].rules[1].name, "b/rule 1");
  EXPECT_FALSE(load_scenario(R"({"scenario":"a","include":["c.json"]})", "a.json", options).ok());
}

TEST(LoadScenario, ContradictingFilesNameBothPlaces) {
  const Loaded loaded =
      compose({load(R"({"scenario":"a","expect":[{"sessions":1}]})"),
               load(R"({"scenario":"b","expect":[{"sessions":{"at_least":2}}]})")});
  EXPECT_FALSE(loaded.ok());
  EXPECT_THAT(loaded.diagnostics.back().message, HasSubstr("f.json:1:27"));
}

TEST(LoadOneLine, IsTheSameRuleAsTheLongForm) {
  const Loaded loaded = load_one_line("upload#3@body:100KiB=503");
  ASSERT_TRUE(loaded.ok());
  const Rule& rule = loaded.cases[0].rules[0];
  EXPECT_EQ(rule.at, (Point{Point::Kind::kBodyByte, 102400}));
  EXPECT_EQ(rule.when.nth, (NumberRange{3, 3}));
  EXPECT_EQ(rule.actions[0], (ActionSpec{"answer", "503"}));
  EXPECT_FALSE(load_one_line("append").ok());
  EXPECT_FALSE(load_one_line("apend=503").ok());
}

TEST(ScenarioTemplate, IsAValidScenario) {
  EXPECT_TRUE(load(scenario_template("my \"first\"")).ok());
}

}  // namespace
}  // namespace resumulator
