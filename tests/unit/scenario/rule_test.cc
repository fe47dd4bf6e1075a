// A rule's own words: steps, frequency, drain, and what the reader makes of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenario/load.h"

namespace resumulator {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Loaded load(const std::string& rule) {
  return load_scenario(R"({"scenario":"s","rules":[{)" + rule + "}]}", "f.json");
}
Rule rule_of(const std::string& rule) {
  const Loaded loaded = load(rule);
  EXPECT_TRUE(loaded.ok()) << rule << "\n" << render(loaded.diagnostics.at(0), "");
  return loaded.ok() ? loaded.cases.at(0).rules.at(0) : Rule{};
}
std::string codes(const std::string& rule) {
  std::string out;
  for (const Diagnostic& each : load(rule).diagnostics) out += each.code + " ";
  return out;
}

TEST(RuleReading, FiresOnceUnlessToldOtherwise) {
  EXPECT_EQ(rule_of(R"("do":"reset")").times, 1U);
  EXPECT_EQ(rule_of(R"("do":"reset","times":3)").times, 3U);
  EXPECT_EQ(rule_of(R"("do":"reset","times":"always")").times, std::nullopt);
}

TEST(RuleReading, StepsFireAsOftenAsThereAreOfThem) {
  EXPECT_EQ(rule_of(R"("steps":["reset","close","pass"])").times, 3U);
  EXPECT_EQ(rule_of(R"("steps":["reset"],"then":"last")").times, std::nullopt);
  EXPECT_EQ(rule_of(R"("steps":["reset"],"then":"repeat")").then, Then::kRepeat);
  EXPECT_EQ(rule_of(R"("steps":["reset"],"then":"repeat","times":5)").times, 5U);
}

TEST(RuleReading, TakesEveryWordOfFrequency) {
  const Rule rule = rule_of(
      R"("do":"reset","skip":2,"every":3,"chance":0.5,"max_in_a_row":4,"per":"session","priority":-7)");
  EXPECT_EQ(rule.skip, 2U);
  EXPECT_EQ(rule.every, 3U);
  EXPECT_EQ(rule.chance, 0.5);
  EXPECT_EQ(rule.max_in_a_row, 4U);
  EXPECT_EQ(rule.per, Scope::kSession);
  EXPECT_EQ(rule.priority, -7);
}

TEST(RuleReading, HasItsScenarioInItsNameAndItsPlace) {
  const Rule rule = rule_of(R"("do":"reset","because":"why","name":"n")");
  EXPECT_EQ(rule.name, "s/n");
  EXPECT_EQ(rule.because, "why");
  EXPECT_EQ(rule.place.line, 1U);
  EXPECT_EQ(rule.place.column, 26U);
  EXPECT_EQ(rule.place.pointer, "/rules/0");
  EXPECT_EQ(rule_of(R"("do":"reset")").name, "s/rule 1");
}

TEST(RuleReading, TakesADrainFromItsAnswer) {
  EXPECT_EQ(rule_of(R"("do":{"answer":{"status":503,"drain":true}})").drain, true);
  EXPECT_EQ(rule_of(R"("do":{"answer":503},"drain":false)").drain, false);
  EXPECT_EQ(codes(R"("do":{"answer":{"status":503,"drain":true}},"drain":false)"), "E008 ");
}

TEST(RuleReading, UploadIsAppendOrFinalize) {
  EXPECT_THAT(rule_of(R"("do":"reset","when":{"operation":"upload"})").when.operations,
              ElementsAre(Operation::kAppend, Operation::kFinalize));
  EXPECT_THAT(rule_of(R"("do":"reset","when":{"operation":["create","upload"]})").when.operations,
              ElementsAre(Operation::kCreate, Operation::kAppend, Operation::kFinalize));
}

TEST(RuleReading, RefusesWhatContradictsOrIsMissing) {
  EXPECT_EQ(codes(R"("do":"reset","then":"last")"), "E009 ");
  EXPECT_EQ(codes(R"("do":"reset","steps":["close"])"), "E008 ");
  EXPECT_EQ(codes(R"("do":["reset",{"answer":503}])"), "E008 ");
  EXPECT_EQ(codes(R"("do":[])"), "E007 ");
  EXPECT_EQ(codes(R"("steps":[])"), "E007 ");
  EXPECT_EQ(codes(R"("when":{})"), "E007 ");
  EXPECT_EQ(codes(R"("do":["note"])"), "E005 ");
  EXPECT_EQ(codes(R"("do":{"answer":503,"stall":"1s"})"), "E004 ");
  EXPECT_EQ(codes(R"("do":7)"), "E004 ");
  EXPECT_EQ(codes(R"("do":"reset","priority":1.5)"), "E004 ");
  EXPECT_EQ(codes(R"("do":"reset","when":[])"), "E004 ");
}

TEST(RuleReading, RefusesWhatCouldDoNothing) {
  EXPECT_EQ(codes(R"("do":{"header":{}})"), "E005 ");
  EXPECT_EQ(codes(R"("do":{"header":{"set":{}}})"), "E005 ");
  EXPECT_EQ(codes(R"("do":{"header":{"drop":[]}})"), "E005 ");
  EXPECT_EQ(codes(R"("do":{"interim":{}})"), "E005 ");
  EXPECT_EQ(codes(R"("do":{"garbage":0})"), "E005 ");
  EXPECT_EQ(codes(R"("do":{"content_length":"+0"})"), "E005 ");
  EXPECT_EQ(codes(R"("do":{"enter":""})"), "E005 ");
  EXPECT_EQ(codes(R"("when":{"not":{}},"do":"close")"), "E007 ");
  EXPECT_EQ(codes(R"("when":{"header":{"a b":"*"}},"do":"close")"), "E005 ");
  EXPECT_EQ(codes(R"("when":{"phase":""},"do":"close")"), "E005 ");
  EXPECT_EQ(codes(R"("when":{"clock":".."},"do":"close")"), "E005 ");
  EXPECT_EQ(codes(R"("do":"close"}],"heal":{"after":"0s"},"tags":[{"a":1)"), "E005 E004 ");
}

TEST(RuleReading, WarnsOfAnOperationThatNoProtocolOfItHas) {
  const auto warned = [](const std::string& protocols, const std::string& operations) {
    return codes(R"("when":{"protocol":)" + protocols + R"(,"operation":)" + operations +
                 R"(},"do":"close")") == "W003 ";
  };
  EXPECT_TRUE(warned(R"("tus")", R"("list")"));
  EXPECT_TRUE(warned(R"("tus")", R"(["list","delete"])"));
  EXPECT_TRUE(warned(R"(["tus","ietf"])", R"("list")"));
  EXPECT_TRUE(warned(R"("photos")", R"("delete")"));
  EXPECT_TRUE(warned(R"("generic")", R"("stat")"));
  EXPECT_TRUE(warned(R"("resumablejs")", R"("create")"));
  EXPECT_TRUE(warned(R"("oauth")", R"("upload")"));
  EXPECT_FALSE(warned(R"("resumablejs")", R"("cancel")")) << "its cleanup";
  EXPECT_FALSE(warned(R"("ietf")", R"(["list","query"])"));
  EXPECT_FALSE(warned(R"(["tus","gcs-json"])", R"("list")"));
  EXPECT_FALSE(warned(R"("gcs-xml")", R"("delete")"));
}

TEST(RuleReading, AnActionThatCannotActAtThePointSaysWhereItCan) {
  const Loaded loaded = load(R"("at":"answered","do":{"answer":503})");
  EXPECT_EQ(loaded.diagnostics.at(0).code, "E009");
  EXPECT_THAT(loaded.diagnostics.at(0).message,
              HasSubstr("it acts at headers body:N object:N body stored"));
}

TEST(RuleReading, TwoRulesOfOneNameAreRefused) {
  const Loaded loaded = load_scenario(
      R"({"scenario":"s","rules":[{"name":"a","do":"reset"},{"name":"a","do":"close"}]})",
      "f.json");
  EXPECT_EQ(loaded.diagnostics.at(0).code, "E008");
}

TEST(OneLine, TakesOperationOrdinalPointAndAction) {
  struct Case {
    const char* text;
    ActionSpec action;
    Point at;
  };
  const Case kCases[] = {
      {"append@body:100KiB=503", {"answer", "503"}, {Point::Kind::kBodyByte, 102400}},
      {"finalize@stored=reset", {"reset", "null"}, {Point::Kind::kStored, 0}},
      {"query=hide_progress", {"hide_progress", "null"}, {}},
      {"create=429,3s", {"answer", R"({"status":429,"retry_after":"3s"})"}, {}},
      {"upload#2..@object:1MiB=stall:5s", {"stall", "\"5s\""}, {Point::Kind::kObjectByte, 1 << 20}},
      {"query@stored=truncate_answer:40", {"truncate_answer", "40"}, {Point::Kind::kStored, 0}},
      {"*=close", {"close", "null"}, {}}};
  for (const Case& each : kCases) {
    const Loaded loaded = load_one_line(each.text);
    ASSERT_TRUE(loaded.ok()) << each.text << loaded.diagnostics.at(0).message;
    const Rule& rule = loaded.cases.at(0).rules.at(0);
    EXPECT_EQ(rule.actions.at(0), each.action) << each.text;
    EXPECT_EQ(rule.at, each.at) << each.text;
  }
  EXPECT_EQ(load_one_line("upload#2..=reset").cases.at(0).rules.at(0).when.nth,
            (NumberRange{2, UINT64_MAX}));
}

TEST(OneLine, TellsTheColumnOfWhatIsWrongInTheLine) {
  const struct {
    std::string text;
    std::uint32_t column;
    std::uint32_t end;
  } cases[] = {{"append@bodi:5=503", 8, 14},
               {"append#x@headers=503", 8, 9},
               {"apend#2=503", 1, 6},
               {"append@body:1KiB=rest", 18, 22}};
  for (const auto& each : cases) {
    const Loaded loaded = load_one_line(each.text);
    ASSERT_FALSE(loaded.ok()) << each.text;
    EXPECT_EQ(loaded.diagnostics.at(0).line, 1U) << each.text;
    EXPECT_EQ(loaded.diagnostics.at(0).column, each.column) << each.text;
    EXPECT_EQ(loaded.diagnostics.at(0).end_column, each.end) << each.text;
  }
}

TEST(OneLine, RefusesTheRestWithASentence) {
  for (const std::string& text :
       {std::string("append"), std::string("=503"), std::string(""), std::string("apend=503"),
        std::string("append=5030"), std::string("append@bodi=503"), std::string("append#x=503"),
        std::string("append=stall"), std::string("append=\"}],\"x\":["),
        std::string(2000, 'a') + "=503", std::string("append=\xff")}) {
    const Loaded loaded = load_one_line(text);
    EXPECT_FALSE(loaded.ok()) << text;
    EXPECT_FALSE(loaded.diagnostics.at(0).message.empty());
  }
}

}  // namespace
}  // namespace resumulator
