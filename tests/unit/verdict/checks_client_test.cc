// client, notices_corruption, faults_met, and how the client ended.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/verdict/told.h"

namespace resumulator {
namespace {

using std::chrono::seconds;
using ::testing::HasSubstr;

TEST(CheckClient, JudgesExitTimeAndOutput) {
  Told told;
  told.whole_upload();
  told.client_exit(0);
  told.facts.client->ran = seconds(5);
  told.facts.client->output = "uploaded all\n";
  EXPECT_EQ(told.check(R"({"client": {"exit": 0}})").outcome, CheckOutcome::kPass);
  EXPECT_EQ(told.check(R"({"client": {"exit": 1}})").outcome, CheckOutcome::kFail);
  EXPECT_EQ(told.check(R"({"client": {"exit": "nonzero"}})").outcome, CheckOutcome::kFail);
  EXPECT_EQ(told.check(R"({"client": {"within": "6s"}})").outcome, CheckOutcome::kPass);
  EXPECT_EQ(told.check(R"({"client": {"within": "4s"}})").outcome, CheckOutcome::kFail);
  EXPECT_EQ(told.check(R"({"client": {"output_has": "all"}})").outcome, CheckOutcome::kPass);
  EXPECT_EQ(told.check(R"({"client": {"output_has": "none"}})").outcome, CheckOutcome::kFail);
}

TEST(CheckClient, TakesASignalForAnExitThatIsNotZero) {
  Told told;
  told.whole_upload();
  told.facts.client.emplace().signal = 11;
  EXPECT_EQ(told.check(R"({"client": {"exit": "nonzero"}})").outcome, CheckOutcome::kPass);
  EXPECT_EQ(told.check(R"({"client": {"exit": 0}})").seen, "ended by signal 11");
}

TEST(CheckClient, IsInconclusiveWhereNoClientWasRun) {
  Told told;
  told.whole_upload();
  const auto result = told.check(R"({"client": {"exit": 0}})");
  EXPECT_EQ(result.outcome, CheckOutcome::kInconclusive);
  EXPECT_THAT(result.seen, HasSubstr("resumulator run"));
}

// A client whose requests no rule met had nothing to fail at.
TEST(CheckClient, DoesNotBlameAClientForAGoodEndWhereNothingHurtIt) {
  const char* refused = R"({"scenario": "refused",
    "rules": [{"name": "refuse", "when": {"operation": "create", "session": 9}, "do": {"answer": 403}}],
    "expect": [{"client": {"exit": "nonzero"}}, {"client": {"exit": 3}},
               {"completes": {"objects": 0}}, {"restarts": {"after": [403]}}, {"conversation": "create:403"},
               {"sessions": {"at_least": 2}}, {"object": {"size": 3}}]})";
  Told told;
  told.whole_upload();
  told.client_exit(0);
  const auto unhurt = told.judge(refused);
  for (const std::size_t at : {0U, 1U, 2U, 3U, 4U, 5U}) {
    EXPECT_EQ(unhurt.checks.at(at).outcome, CheckOutcome::kInconclusive) << at;
    EXPECT_THAT(unhurt.checks.at(at).seen,
                HasSubstr(at == 3 ? "no session ended" : "no rule fired"));
  }
  EXPECT_EQ(unhurt.checks.at(6).outcome, CheckOutcome::kFail) << "bytes are judged all the same";
  told.query().stored(0).by_rule("refused/refuse", "answer 403");
  const auto hurt = told.judge(refused);
  for (const std::size_t at : {0U, 1U, 2U, 4U, 5U}) {
    EXPECT_EQ(hurt.checks.at(at).outcome, CheckOutcome::kFail) << at;
  }
}

class Damaged : public ::testing::Test {
 protected:
  Damaged() {
    told_.whole_upload();
    told_.facts.objects[0].damaged = true;
    told_.client_exit(0);
  }
  CheckResult check(const std::string& by = R"("exit", "delete", "reupload")") {
    return told_.check(R"({"notices_corruption": {"by": [)" + by + "]}}");
  }
  Told told_;
};

TEST_F(Damaged, IsNotNoticedByAClientThatReportsSuccess) {
  EXPECT_EQ(check().outcome, CheckOutcome::kFail);
  EXPECT_THAT(check().hint, HasSubstr("does not compare the checksum"));
}

TEST_F(Damaged, IsNoticedByAnExitADeletionOrASecondUpload) {
  told_.facts.client->exit = 1;
  EXPECT_EQ(check().outcome, CheckOutcome::kPass);
  EXPECT_EQ(check(R"("delete")").outcome, CheckOutcome::kFail);
  told_.facts.objects[0].deleted = true;
  EXPECT_EQ(check(R"("delete")").outcome, CheckOutcome::kPass);
  EXPECT_EQ(check(R"("reupload")").outcome, CheckOutcome::kFail);
  told_.finished();
  EXPECT_EQ(check(R"("reupload")").outcome, CheckOutcome::kPass);
}

TEST_F(Damaged, CannotBeJudgedWithoutTheClientsEnd) {
  told_.facts.client.reset();
  EXPECT_EQ(check().outcome, CheckOutcome::kInconclusive);
  EXPECT_EQ(check(R"("delete")").outcome, CheckOutcome::kFail);
}

TEST_F(Damaged, IsInconclusiveWhereNothingWasDamaged) {
  told_.facts.objects[0].damaged = false;
  EXPECT_EQ(check().outcome, CheckOutcome::kInconclusive);
}

constexpr const char* kTwoRules = R"({"scenario": "two", "rules": [
  {"name": "first", "when": {"operation": "create"}, "do": {"answer": 503}},
  {"name": "second", "when": {"operation": "query"}, "do": {"answer": 503}}]EXPECT})";

std::string two_rules(const std::string& need) {
  std::string text = kTwoRules;
  const auto at = text.find("EXPECT");
  return text.replace(at, 6,
                      need.empty() ? "" : R"(, "expect": [{"faults_met": ")" + need + R"("}])");
}

Told one_of_two_fired() {
  Told told;
  told.create().answered(503).session(0).by_rule("two/first", "answer 503");
  told.create();
  told.upload(0, 100, 100);
  RuleFacts first;
  first.name = "two/first";
  first.matched = first.fired = 1;
  RuleFacts second;
  second.name = "two/second";
  second.nearest = "#3 matched all but operation";
  told.facts.rules = {first, second};
  return told;
}

TEST(CheckFaultsMet, IsAskedInEveryScenarioWithRules) {
  const auto verdict = one_of_two_fired().judge(two_rules(""));
  ASSERT_FALSE(verdict.checks.empty());
  EXPECT_EQ(verdict.checks[0].id, "faults_met");
  EXPECT_EQ(verdict.checks[0].outcome, CheckOutcome::kInconclusive);
  EXPECT_EQ(verdict.checks[0].seen, "1 of 2; \"two/second\" did not: #3 matched all but operation");
  EXPECT_EQ(verdict.checks[0].blame, "scenario");
  EXPECT_EQ(verdict.outcome, VerdictOutcome::kInconclusive);
}

TEST(CheckFaultsMet, IsRelaxedInWords) {
  const Told told = one_of_two_fired();
  EXPECT_EQ(told.judge(two_rules("some")).outcome, VerdictOutcome::kPass);
  EXPECT_EQ(told.judge(two_rules("none-needed")).outcome, VerdictOutcome::kPass);
  EXPECT_EQ(told.judge(two_rules("all")).outcome, VerdictOutcome::kInconclusive);
}

TEST(CheckFaultsMet, PassesWhenEachRuleFired) {
  Told told = one_of_two_fired();
  told.facts.rules[1].fired = 1;
  EXPECT_EQ(told.judge(two_rules("all")).outcome, VerdictOutcome::kPass);
}

TEST(CheckFaultsMet, CountsFromTheJournalWhereTheServerSaidNothing) {
  Told told = one_of_two_fired();
  told.facts.rules.clear();
  const auto verdict = told.judge(two_rules("some"));
  ASSERT_EQ(verdict.rules.size(), 2U);
  EXPECT_EQ(verdict.rules[0].fired, 1U);
  EXPECT_EQ(verdict.rules[1].fired, 0U);
  EXPECT_EQ(verdict.outcome, VerdictOutcome::kPass);
}

constexpr const char* kNothing = R"({"scenario": "nothing"})";

TEST(ClientEnding, FailsTheRunWhenTheTimeWasOver) {
  Told told;
  told.whole_upload();
  told.facts.client.emplace().timed_out = true;
  told.facts.client->ran = told.facts.client->time_limit = seconds(120);
  const auto verdict = told.judge(kNothing);
  EXPECT_EQ(verdict.outcome, VerdictOutcome::kFail);
  EXPECT_EQ(exit_code(verdict), 5);
  EXPECT_EQ(verdict.checks[0].expected, "the client ends by itself within 120 s");
  EXPECT_EQ(verdict.checks[0].seen, "it was ended after 120 s");
}

TEST(ClientEnding, FailsTheRunOnACrashUnlessTheScenarioSpeaksOfIt) {
  Told told;
  told.whole_upload();
  told.facts.client.emplace().signal = 6;
  EXPECT_EQ(told.judge(kNothing).outcome, VerdictOutcome::kFail);
  EXPECT_EQ(told.judge(kNothing).checks[0].hint, "it crashed");
  EXPECT_EQ(told.judge(R"({"scenario": "x", "expect": [{"client": {"exit": "nonzero"}}]})").outcome,
            VerdictOutcome::kPass);
}

TEST(ClientEnding, FailsTheRunWhenItWroteWithoutEnd) {
  Told told;
  told.whole_upload();
  told.facts.client.emplace().flooded = true;
  EXPECT_EQ(told.judge(kNothing).outcome, VerdictOutcome::kFail);
}

TEST(ClientEnding, IsAnErrorWhenItNeverBegan) {
  Told told;
  told.facts.client.emplace().failed_to_start = "no such file: ./clinet";
  const auto verdict = told.judge(kNothing);
  EXPECT_EQ(verdict.outcome, VerdictOutcome::kError);
  EXPECT_EQ(verdict.trouble, "the client could not be started: no such file: ./clinet");
  EXPECT_EQ(verdict.checks[0].blame, "environment");
  EXPECT_EQ(exit_code(verdict), 4);
}

}  // namespace
}  // namespace resumulator
