// Each rule of the book: a client that keeps it, one that breaks it, and what it does not hold
// against a client.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "unit/verdict/told.h"

namespace resumulator {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;

constexpr std::uint64_t kG = 256 * kKib;

TEST(RuleBook, HasTextSourceAndAnIdOfItsOwnForEachRule) {
  std::set<std::string> ids;
  std::map<std::string, std::size_t> rules;
  for (const BookRule& rule : rule_book()) {
    EXPECT_TRUE(ids.insert(rule.id).second) << rule.id;
    EXPECT_FALSE(rule.text.empty()) << rule.id;
    EXPECT_FALSE(rule.source.empty()) << rule.id;
    ++rules[rule.protocol];
  }
  EXPECT_EQ(rules["gcs-json"], 13U);
  EXPECT_EQ(rules["gcs-xml"], 7U);
  EXPECT_EQ(rules["photos"], 11U);
  EXPECT_EQ(rules["resumablejs"], 8U);
  EXPECT_EQ(rules["tus"], 11U);
  EXPECT_EQ(rules["ietf"], 10U);
}

TEST(RuleBook, IsJudgedInEveryRun) {
  Told told;
  told.whole_upload();
  const auto verdict = told.judge(R"({"scenario": "plain"})");
  ASSERT_EQ(verdict.checks.size(), 1U);
  EXPECT_EQ(verdict.checks[0].id, "protocol_rules");
  EXPECT_EQ(verdict.checks[0].seen, "13 hold");
  EXPECT_EQ(verdict.outcome, VerdictOutcome::kPass);
}

TEST(RuleBook, IsSilentAboutProtocolsNobodyUsed) {
  Told told;
  RecordedExchange exchange = told.create().exchange();
  Evidence evidence = told.evidence();
  evidence.exchanges[0].protocol = "other";
  EXPECT_TRUE(judge(evidence, Scenario{}).checks.empty());
}

TEST(Gcs01, WantsTheTotalThatWasDeclared) {
  Told told;
  told.create().header("X-Upload-Content-Length", "100");
  told.upload(0, 100, 100);
  EXPECT_EQ(told.rule("GCS-01").outcome, CheckOutcome::kPass);
  told.create().session(2).header("x-upload-content-length", "100");
  told.upload(0, 90, 90).session(2);
  EXPECT_THAT(told.rule("GCS-01").evidence, ElementsAre(4));
}

TEST(Gcs02, WantsWholeGranulesExceptAtTheEnd) {
  Told told;
  told.create();
  told.upload(0, kG, kG + 5);
  told.upload(kG, kG + 5, kG + 5);
  EXPECT_EQ(told.rule("GCS-02").outcome, CheckOutcome::kPass);
  told.create().session(2);
  told.upload(0, kG - 1, 3 * kG).session(2);
  EXPECT_EQ(told.rule("GCS-02").seen, "#5 declares 262143 bytes");
}

TEST(Gcs02, KnowsAnotherGranularity) {
  Told told;
  told.create();
  told.upload(0, 1024, 5000);
  const auto verdict = told.judge(R"({"scenario": "x", "given": {"granularity": "1 KiB"}})");
  EXPECT_EQ(verdict.checks[0].id, "protocol_rules");
}

TEST(Gcs03, WantsNoGap) {
  Told told;
  told.create();
  told.upload(0, kG, 4 * kG);
  told.upload(2 * kG, 4 * kG, 4 * kG).before(kG);
  EXPECT_EQ(told.rule("GCS-03").seen, "#3 starts at 524288, 262144 bytes were stored");
}

TEST(Gcs03, DoesNotBlameAClientThatBelievedALie) {
  Told told;
  told.create();
  Step& lie = told.upload(0, kG, 4 * kG);
  auto exchange = lie.exchange();
  exchange.response_headers = {{"Range", "bytes=0-524287"}};
  lie = Step(exchange);
  told.upload(2 * kG, 4 * kG, 4 * kG).before(kG);
  EXPECT_EQ(told.rule("GCS-03").outcome, CheckOutcome::kPass);
}

TEST(Gcs04, WantsNoBodyInAQuestion) {
  Told told;
  told.create();
  told.query().stored(0);
  EXPECT_EQ(told.rule("GCS-04").outcome, CheckOutcome::kPass);
  told.query().answered(400).received(3);
  EXPECT_THAT(told.rule("GCS-04").evidence, ElementsAre(3));
}

TEST(Gcs05, WantsTheBodyAsLongAsTheRange) {
  Told told;
  told.create();
  told.upload(0, 100, 100).header("Content-Length", "100");
  EXPECT_EQ(told.rule("GCS-05").outcome, CheckOutcome::kPass);
  told.upload(0, 100, 100).header("Content-Length", "99").answered(400);
  EXPECT_EQ(told.rule("GCS-05").seen, "#3 declares a range of 100 bytes and a body of 99");
}

TEST(Gcs05, KnowsNothingOfABodyThatWasCut) {
  Told told;
  told.create();
  told.upload(0, 100, 100).broken(Ending::kReset, 40);
  EXPECT_EQ(told.rule("GCS-05").outcome, CheckOutcome::kPass);
  told.upload(0, 100, 100).received(40).answered(400);
  EXPECT_EQ(told.rule("GCS-05").outcome, CheckOutcome::kFail);
}

TEST(Gcs06, WantsARangeThatCanBeRead) {
  Told told;
  told.create();
  told.upload(0, 100, 100).header("Content-Range", "bytes 0-99/100");
  EXPECT_EQ(told.rule("GCS-06").outcome, CheckOutcome::kPass);
  told.query().answered(400).header("Content-Range", "bytes 0-");
  EXPECT_EQ(told.rule("GCS-06").seen, "#3 sends \"bytes 0-\"");
}

TEST(Gcs07, WantsTheTotalToStay) {
  Told told;
  told.create();
  told.upload(0, kG, 2 * kG);
  told.upload(kG, 3 * kG, 3 * kG).answered(400);
  EXPECT_EQ(told.rule("GCS-07").seen, "#3 names 786432 after 524288");
}

TEST(Gcs08, WantsSilenceAfterTheEnd) {
  Told told;
  told.create();
  told.upload(0, 100, 100);
  told.upload(0, 100, 100);
  EXPECT_EQ(told.rule("GCS-08").seen, "#3 sends bytes to a finished session");
}

TEST(Gcs08, ForgivesAClientThatDidNotHearOfTheEnd) {
  Told told;
  told.create();
  told.upload(0, 100, 100).broken(Ending::kReset, 100);
  told.upload(0, 100, 100);
  EXPECT_EQ(told.rule("GCS-08").outcome, CheckOutcome::kPass);
}

TEST(Gcs09, WantsNothingSentToTheDead) {
  for (const int status : {404, 410}) {
    Told told;
    told.create();
    told.upload(0, 100, 100).answered(status);
    told.upload(0, 100, 100).answered(status);
    EXPECT_THAT(told.rule("GCS-09").evidence, ElementsAre(3)) << status;
  }
  Told cancelled;
  cancelled.create();
  cancelled.add(Operation::kCancel).answered(499);
  cancelled.upload(0, 100, 100).answered(499);
  EXPECT_EQ(cancelled.rule("GCS-09").outcome, CheckOutcome::kFail);
}

TEST(Gcs10, WantsTheClientToWaitAsTold) {
  Told told;
  told.create().answered(503).session(0).answer_header("Retry-After", "1");
  told.create();
  EXPECT_EQ(told.rule("GCS-10").outcome, CheckOutcome::kPass);
  Told hasty;
  hasty.create().answered(503).session(0).answer_header("Retry-After", "1");
  hasty.create().after(milliseconds(20));
  EXPECT_EQ(hasty.rule("GCS-10").outcome, CheckOutcome::kFail);
  hasty.facts.no_timing = true;
  EXPECT_EQ(hasty.rule("GCS-10").outcome, CheckOutcome::kPass);
}

TEST(Gcs11, WantsAQuestionAfterAnInterruption) {
  Told told;
  told.create();
  told.upload(0, 100, 100).broken(Ending::kClosed, 10);
  told.upload(0, 100, 100);
  EXPECT_EQ(told.rule("GCS-11").outcome, CheckOutcome::kFail);
  EXPECT_EQ(told.rule("GCS-11").level, Level::kShould);
}

TEST(Gcs12, WantsNoBusyLoop) {
  Told told;
  told.create();
  for (int i = 0; i < 4; ++i) told.query().stored(0);
  EXPECT_EQ(told.rule("GCS-12").outcome, CheckOutcome::kFail);
  EXPECT_EQ(told.rule("GCS-12").level, Level::kInfo);
}

TEST(Gcs13, WantsNoRepeatOfWhatWasRefusedForGood) {
  Told told;
  told.create().answered(403).session(0);
  told.create().answered(403).session(0);
  EXPECT_EQ(told.rule("GCS-13").seen, "#2 repeats what #1 was refused with 403");
}

TEST(Gcs13, LetsAClientComeBackWithOtherCredentials) {
  Told told;
  told.create().answered(401).session(0);
  told.create();
  EXPECT_EQ(told.rule("GCS-13").outcome, CheckOutcome::kPass);
}

}  // namespace
}  // namespace resumulator
