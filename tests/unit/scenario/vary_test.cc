// `vary`: the cases a file makes, and what cannot be varied.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "scenario/load.h"

namespace resumulator {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Loaded load(const std::string& vary, const std::string& rest = "") {
  return load_scenario(R"({"scenario":"s","vary":)" + vary + rest + "}", "f.json");
}
std::vector<std::string> names(const Loaded& loaded) {
  std::vector<std::string> out;
  for (const Scenario& each : loaded.cases) out.push_back(each.case_name);
  return out;
}

TEST(Vary, MakesTheProductWithTheLastKeyTurningFastest) {
  EXPECT_THAT(names(load(R"({"a":[1,"x"],"b":[true,false]})")),
              ElementsAre("a=1,b=true", "a=1,b=false", "a=x,b=true", "a=x,b=false"));
}

TEST(Vary, SweepsFromToInSteps) {
  EXPECT_THAT(names(load(R"({"n":{"from":0,"to":"1 KiB","step":512}})")),
              ElementsAre("n=0", "n=512", "n=1024"));
  EXPECT_THAT(names(load(R"({"n":{"from":5,"to":6,"step":10}})")), ElementsAre("n=5"));
  const Loaded high =
      load(R"({"n":{"from":18446744073709551614,"to":18446744073709551615,"step":1}})");
  EXPECT_EQ(high.cases.size(), 2U) << "no wrap at the end of the numbers";
}

TEST(Vary, AValueAloneKeepsItsTypeAndInATextItIsText) {
  const Loaded loaded = load(
      R"({"code":[503],"act":[{"stall":"5s"}],"n":[7]})",
      R"(,"rules":[{"name":"at ${n}","at":"body:${n}","do":["${act}",{"answer":"${code}"}]}])");
  ASSERT_TRUE(loaded.ok()) << render(loaded.diagnostics.at(0), "");
  const Rule& rule = loaded.cases.at(0).rules.at(0);
  EXPECT_EQ(rule.name, "s/at 7");
  EXPECT_EQ(rule.at, (Point{Point::Kind::kBodyByte, 7}));
  EXPECT_THAT(rule.actions,
              ElementsAre(ActionSpec{"stall", "\"5s\""}, ActionSpec{"answer", "503"}));
}

TEST(Vary, LeavesTheCaseAsAFileOfItsOwn) {
  const Loaded loaded = load(R"({"code":[503]})", R"(,"rules":[{"do":{"answer":"${code}"}}])");
  const auto expanded = nlohmann::json::parse(loaded.cases.at(0).expanded);
  EXPECT_FALSE(expanded.contains("vary"));
  const Loaded again = load_scenario(loaded.cases.at(0).expanded, "again.json");
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again.cases.at(0).rules.at(0).actions, loaded.cases.at(0).rules.at(0).actions);
}

TEST(Vary, ReportsAMistakeOfAllCasesOnce) {
  const Loaded loaded = load(R"({"n":[1,2,3]})", R"(,"rules":[{"name":"r${n}","do":"rest"}])");
  EXPECT_EQ(loaded.diagnostics.size(), 1U);
}

TEST(Vary, ReportsAValueThatDoesNotFitAtItsUse) {
  const Loaded loaded = load(R"({"code":[503,999]})", R"(,"rules":[{"do":{"answer":"${code}"}}])");
  ASSERT_EQ(loaded.diagnostics.size(), 1U);
  EXPECT_EQ(loaded.diagnostics[0].pointer, "/rules/0/do/answer");
  EXPECT_TRUE(loaded.cases.empty()) << "one bad case takes all of them away";
}

TEST(Vary, RefusesNamesItDoesNotHave) {
  const Loaded loaded = load(R"({"code":[503]})", R"(,"rules":[{"do":{"answer":"${cod}"}}])");
  EXPECT_THAT(loaded.diagnostics.at(0).message, HasSubstr("did you mean \"code\""));
}

TEST(Vary, RefusesANameInAFileWithoutValues) {
  for (const char* rule : {R"("at":"body:${cut}","do":"close")", R"("do":"${cut}")",
                           R"("name":"a ${cut}","do":"close")", R"("do":{"answer":"${cut}"})",
                           R"("do":{"answer":{"status":503,"body":"${cut}"}})",
                           R"("when":{"object":"${cut}"},"do":"close")", R"("keep":"${cut}")"}) {
    const Loaded loaded =
        load_scenario(R"({"scenario":"s","rules":[{)" + std::string(rule) + "}]}", "f.json");
    ASSERT_EQ(loaded.diagnostics.size(), 1U) << rule;
    EXPECT_EQ(loaded.diagnostics[0].code, "E006") << rule;
    EXPECT_THAT(loaded.diagnostics[0].message, HasSubstr("unknown \"${cut}\"")) << rule;
  }
  EXPECT_TRUE(load_scenario(R"({"scenario":"s","about":"costs ${ or $"})", "f.json").ok());
}

TEST(Vary, RefusesTwoCasesOfOneName) {
  for (const char* vary : {R"({"n":[1,1]})", R"({"n":[1,"1"]})", R"({"n":[1,1.0]})"}) {
    const Loaded loaded = load(vary, R"(,"about":"${n}")");
    ASSERT_FALSE(loaded.ok()) << vary;
    EXPECT_EQ(loaded.diagnostics.at(0).code, "E008") << vary;
    EXPECT_EQ(loaded.diagnostics.at(0).pointer, "/vary/n/1") << vary;
    EXPECT_THAT(loaded.diagnostics.at(0).message, HasSubstr("called \"n=1\"")) << vary;
  }
}

TEST(Vary, RefusesAValueThatAsksForAnother) {
  const Loaded loaded = load(R"({"a":[1],"b":["x${a}"]})", R"(,"about":"${a} ${b}")");
  ASSERT_FALSE(loaded.ok());
  EXPECT_EQ(loaded.diagnostics.at(0).pointer, "/vary/b/0");
}

TEST(Vary, RefusesWhatHasNoEnd) {
  for (const char* vary :
       {"[]", "{\"a\":[]}", "{\"a\":5}", "{\"a\":{\"from\":0,\"to\":5}}",
        "{\"a\":{\"from\":0,\"to\":5,\"step\":0}}", "{\"a\":{\"from\":5,\"to\":0,\"step\":1}}",
        "{\"a\":{\"from\":0,\"to\":\"1 GiB\",\"step\":1}}",
        "{\"a\":{\"from\":0,\"to\":9999,\"step\":1},\"b\":[1,2]}"}) {
    EXPECT_FALSE(load(vary).ok()) << vary;
  }
}

TEST(Vary, BoundsTheBytesOfAllCasesTogether) {
  const std::string big(100'000, 'x');
  const Loaded loaded =
      load(R"({"a":{"from":1,"to":1000,"step":1}})", R"(,"about":")" + big + "\"");
  EXPECT_FALSE(loaded.ok());
  EXPECT_THAT(loaded.diagnostics.at(0).message, HasSubstr("64 MiB"));
}

TEST(Vary, RefusesPiecesThatMeetToAskAgain) {
  const Loaded loaded = load(R"({"a":["$"]})", R"(,"about":"${a}{b}")");
  ASSERT_FALSE(loaded.ok());
  EXPECT_EQ(loaded.diagnostics.at(0).code, "E005");
  EXPECT_EQ(loaded.diagnostics.at(0).pointer, "/about");
}

TEST(Vary, RefusesKeysThatCannotBePicked) {
  for (const char* key : {"", "a=b", "a,b", "a}", "${a}"}) {
    const Loaded loaded = load("{\"" + std::string(key) + "\":[1]}");
    ASSERT_FALSE(loaded.ok()) << key;
    EXPECT_EQ(loaded.diagnostics.at(0).code, "E005") << key;
  }
}

}  // namespace
}  // namespace resumulator
