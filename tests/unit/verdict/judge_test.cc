// The verdict as a whole: outcomes, levels, blame, exit codes; and that it is a pure function.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/verdict/told.h"

namespace resumulator {
namespace {

using ::testing::HasSubstr;

constexpr const char* kCompletes =
    R"({"scenario": "made up", "expect": [{"completes": {"objects": 1}}]})";
constexpr const char* kShould =
    R"({"scenario": "made up", "expect": [{"sessions": 2, "level": "should", "because": "so"}]})";

Verdict of(VerdictOutcome outcome) {
  Verdict verdict;
  verdict.outcome = outcome;
  return verdict;
}

TEST(Judge, PassesAClientThatDidAllItMust) {
  Told told;
  told.whole_upload();
  const auto verdict = told.judge(kCompletes);
  EXPECT_EQ(verdict.outcome, VerdictOutcome::kPass);
  EXPECT_EQ(verdict.headline, "0 must broken, 0 should broken, 2 checks");
  EXPECT_EQ(verdict.sessions, 1U);
  EXPECT_EQ(verdict.requests, 3U);
  EXPECT_EQ(verdict.bytes_sent, 512 * kKib);
  EXPECT_EQ(verdict.object_bytes, 512 * kKib);
}

TEST(Judge, FailsOnABrokenMust) {
  Told told;
  told.create();
  const auto verdict = told.judge(kCompletes);
  EXPECT_EQ(verdict.outcome, VerdictOutcome::kFail);
  EXPECT_EQ(verdict.headline, "1 must broken, 0 should broken, 2 checks");
  EXPECT_EQ(verdict.checks[0].blame, "client");
}

TEST(Judge, PassesOverABrokenShouldUnlessStrict) {
  Told told;
  told.whole_upload();
  const auto verdict = told.judge(kShould);
  EXPECT_EQ(verdict.outcome, VerdictOutcome::kPass);
  EXPECT_EQ(verdict.checks[0].outcome, CheckOutcome::kFail);
  EXPECT_EQ(verdict.checks[0].because, "so");
  JudgeOptions strict;
  strict.strict = true;
  EXPECT_EQ(told.judge(kShould, strict).outcome, VerdictOutcome::kFail);
}

TEST(Judge, RaisesARuleOfTheBook) {
  Told told;
  told.create();
  told.upload(0, 1000, 2000);
  JudgeOptions options;
  EXPECT_EQ(told.judge(R"({"scenario": "x"})", options).outcome, VerdictOutcome::kPass);
  options.rule_levels["GCS-02"] = Level::kMust;
  EXPECT_EQ(told.judge(R"({"scenario": "x"})", options).outcome, VerdictOutcome::kFail);
}

TEST(Judge, IsInconclusiveWhenNoUploadWasSeen) {
  Told told;
  EXPECT_EQ(told.judge(kCompletes).outcome, VerdictOutcome::kInconclusive);
  told.add(Operation::kStat).answered(200).session(0);
  const auto verdict = told.judge(kCompletes);
  EXPECT_EQ(verdict.outcome, VerdictOutcome::kInconclusive);
  EXPECT_THAT(verdict.headline, HasSubstr("no upload was seen"));
  told.client_exit(2);
  EXPECT_EQ(told.judge(kCompletes).outcome, VerdictOutcome::kInconclusive);
}

TEST(Judge, BlamesAScenarioThatNoClientCanFinish) {
  constexpr const char* kEndless = R"({"scenario": "endless",
    "rules": [{"name": "no", "when": {"operation": "create"}, "do": {"answer": 503},
               "times": "always"}],
    "expect": [{"completes": {"objects": 1}}]})";
  Told told;
  told.create().answered(503).session(0).by_rule("endless/no", "answer 503");
  const auto verdict = told.judge(kEndless);
  EXPECT_EQ(verdict.checks[0].blame, "scenario");
  EXPECT_THAT(verdict.checks[0].hint, HasSubstr("no client can finish"));
}

TEST(Judge, IsAPureFunction) {
  Told told;
  told.create();
  told.upload(0, 100, 200).answered(503);
  told.upload(0, 100, 200);
  const auto evidence = told.evidence();
  EXPECT_EQ(to_json(judge(evidence, Scenario{})), to_json(judge(evidence, Scenario{})));
}

TEST(Judge, IgnoresInWhichOrderAnswersWereDone) {
  Told told;
  told.create();
  told.upload(0, 50, 100).answered(503);
  told.query().stored(0);
  Evidence evidence = told.evidence();
  // The failed request was recorded after the query it led to.
  std::swap(evidence.exchanges[1].seq, evidence.exchanges[2].seq);
  std::swap(evidence.exchanges[1], evidence.exchanges[2]);
  const auto loaded = load_scenario(
      R"({"scenario": "x", "expect": [{"conversation": "create append:503 query"}]})", "x.json");
  EXPECT_EQ(judge(evidence, loaded.cases[0]).checks[0].outcome, CheckOutcome::kPass);
}

TEST(ExitCode, IsOneOfFive) {
  EXPECT_EQ(exit_code(of(VerdictOutcome::kPass)), 0);
  EXPECT_EQ(exit_code(of(VerdictOutcome::kFail)), 1);
  EXPECT_EQ(exit_code(of(VerdictOutcome::kInconclusive)), 3);
  EXPECT_EQ(exit_code(of(VerdictOutcome::kError)), 4);
  Verdict late = of(VerdictOutcome::kFail);
  late.out_of_time = true;
  EXPECT_EQ(exit_code(late), 5);
  Verdict open = of(VerdictOutcome::kInconclusive);
  open.inconclusive_is_skip = true;
  EXPECT_EQ(exit_code(open), 0);
}

TEST(ExitCode, OfSeveralIsTheGravest) {
  const std::vector<Verdict> none;
  EXPECT_EQ(exit_code(none), 0);
  std::vector<Verdict> several = {of(VerdictOutcome::kPass), of(VerdictOutcome::kInconclusive)};
  EXPECT_EQ(exit_code(several), 3);
  several.push_back(of(VerdictOutcome::kFail));
  EXPECT_EQ(exit_code(several), 1);
  several.push_back(of(VerdictOutcome::kFail));
  several.back().out_of_time = true;
  EXPECT_EQ(exit_code(several), 5);
  several.push_back(of(VerdictOutcome::kError));
  EXPECT_EQ(exit_code(several), 4);
}

}  // namespace
}  // namespace resumulator
