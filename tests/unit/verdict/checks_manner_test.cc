// retries, asks_before_resuming, queries, resumes_at, restarts, gives_up: a story that passes, one
// that fails, one that cannot tell.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/verdict/told.h"

namespace resumulator {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kAsks = R"({"asks_before_resuming": true})";
constexpr const char* kResumes = R"({"resumes_at": "reported"})";

TEST(CheckResumesAt, DoesNotLetAClientBelieveInBytesItNeverSent) {
  Told told;
  told.create();
  told.upload(0, 256 * kKib, 1024 * kKib).broken(Ending::kReset, 100);
  told.query().stored(512 * kKib);
  told.upload(512 * kKib, 1024 * kKib, 1024 * kKib);
  const auto believed = told.check(kResumes);
  EXPECT_EQ(believed.outcome, CheckOutcome::kFail);
  EXPECT_THAT(believed.seen, HasSubstr("had sent no more than 262144"));
  Told whole;
  whole.create();
  whole.upload(0, 1024 * kKib, 1024 * kKib).broken(Ending::kReset, 100);
  whole.query().stored(512 * kKib);
  whole.upload(512 * kKib, 1024 * kKib, 1024 * kKib);
  EXPECT_EQ(whole.check(kResumes).outcome, CheckOutcome::kPass) << "it had sent them all";
}

TEST(CheckRetries, CountsAttemptsAfterAFailureOnly) {
  Told told;
  told.create();
  told.upload(0, 100, 100).answered(503);
  told.query().stored(0);
  told.upload(0, 100, 100);
  EXPECT_EQ(told.check(R"({"retries": {"at_most": 1}})").outcome, CheckOutcome::kPass);
  EXPECT_EQ(told.check(R"({"retries": {"at_most": 0}})").outcome, CheckOutcome::kFail);
}

TEST(CheckRetries, CountsPerRequestPerSessionOrPerRun) {
  Told told;
  for (const std::uint64_t session : {1U, 2U}) {
    told.create().session(session).object("o" + std::to_string(session));
    told.upload(0, 50, 100).answered(503).session(session);
    told.upload(0, 50, 100).session(session);
    told.upload(50, 100, 100).broken(Ending::kReset, 1).session(session);
    told.upload(50, 100, 100).session(session);
  }
  EXPECT_EQ(told.check(R"({"retries": {"at_most": 1, "per": "request"}})").outcome,
            CheckOutcome::kPass);
  const auto by_session = told.check(R"({"retries": {"at_most": 1, "per": "session"}})");
  EXPECT_EQ(by_session.outcome, CheckOutcome::kFail);
  EXPECT_THAT(by_session.evidence, ElementsAre(5, 10));
  EXPECT_EQ(told.check(R"({"retries": {"at_most": 2, "per": "session"}})").outcome,
            CheckOutcome::kPass);
  EXPECT_EQ(told.check(R"({"retries": {"at_most": 3, "per": "run"}})").seen, "4");
}

TEST(CheckRetries, CountsRefusedCreatesOfOneObject) {
  Told told;
  told.create().answered(503).session(0);
  told.create().answered(503).session(0);
  told.create();
  EXPECT_EQ(told.check(R"({"retries": {"at_most": 1}})").outcome, CheckOutcome::kFail);
}

TEST(CheckRetries, IsInconclusiveOnAJournalThatIsNotWhole) {
  Told told;
  told.whole_upload();
  told.facts.exchanges_dropped = 1;
  EXPECT_EQ(told.check(R"({"retries": {"at_most": 0}})").outcome, CheckOutcome::kInconclusive);
}

TEST(CheckAsks, PassesWhenAQueryComesFirst) {
  Told told;
  told.create();
  told.upload(0, 100, 100).broken(Ending::kReset, 50);
  told.query().stored(0);
  told.upload(0, 100, 100);
  EXPECT_EQ(told.check(kAsks).outcome, CheckOutcome::kPass);
}

TEST(CheckAsks, FailsWhenBytesComeWithoutAQuery) {
  Told told;
  told.create();
  told.upload(0, 100, 100).answered(503);
  told.upload(0, 100, 100);
  const auto result = told.check(kAsks);
  EXPECT_EQ(result.outcome, CheckOutcome::kFail);
  EXPECT_EQ(result.seen, "#3 sends bytes without having asked");
  EXPECT_EQ(result.blame, "client");
  EXPECT_THAT(result.hint, HasSubstr("instead of asking"));
}

TEST(CheckAsks, FailsWhenTheQueryItselfFailed) {
  Told told;
  told.create();
  told.upload(0, 100, 100).answered(503);
  told.query().answered(500);
  told.upload(0, 100, 100);
  EXPECT_EQ(told.check(kAsks).outcome, CheckOutcome::kFail);
}

TEST(CheckAsks, NamesTheHttpLibraryThatRepeatsByItself) {
  Told told;
  told.create();
  told.upload(0, 100, 100).broken(Ending::kReset).connection(1, 2);
  told.upload(0, 100, 100).connection(2, 1).after(milliseconds(3));
  EXPECT_EQ(told.check(kAsks).outcome, CheckOutcome::kFail);
  EXPECT_THAT(told.check(kAsks).hint, HasSubstr("HTTP library"));
}

TEST(CheckAsks, IsInconclusiveOnAJournalThatIsNotWhole) {
  Told told;
  told.whole_upload();
  told.facts.exchanges_dropped = 1;
  EXPECT_EQ(told.check(kAsks).outcome, CheckOutcome::kInconclusive);
}

TEST(CheckQueries, BoundsQuestionsInARow) {
  Told told;
  told.create();
  told.query().stored(0);
  told.query().stored(0);
  told.upload(0, 50, 100);
  told.query().stored(50);
  EXPECT_EQ(told.check(R"({"queries": {"at_most": 2, "in_a_row": true}})").outcome,
            CheckOutcome::kPass);
  EXPECT_EQ(told.check(R"({"queries": {"at_most": 2}})").outcome, CheckOutcome::kFail);
  const auto result = told.check(R"({"queries": {"at_most": 1, "in_a_row": true}})");
  EXPECT_EQ(result.outcome, CheckOutcome::kFail);
  EXPECT_EQ(result.seen, "2");
  EXPECT_THAT(result.evidence, ElementsAre(3));
}

TEST(CheckQueries, CountsThoseAfterAnAnswerWithoutAnOffset) {
  constexpr const char* kOnce = R"({"queries": {"at_most": 1, "after": "no-progress"}})";
  Told told;
  told.create();
  told.query().stored(0);  // nobody had told it nothing
  told.query().stored(50);
  told.query().stored(50);  // it knows by now
  EXPECT_EQ(told.check(kOnce).outcome, CheckOutcome::kPass);
  Told loop;
  loop.create();
  for (int i = 0; i < 4; ++i) loop.query().stored(0);
  EXPECT_EQ(loop.check(kOnce).outcome, CheckOutcome::kFail);
  EXPECT_EQ(loop.check(kOnce).seen, "3");
}

TEST(CheckQueries, IsInconclusiveOnAJournalThatIsNotWhole) {
  Told told;
  told.whole_upload();
  told.facts.exchanges_dropped = 1;
  EXPECT_EQ(told.check(R"({"queries": {"at_most": 1}})").outcome, CheckOutcome::kInconclusive);
}

TEST(CheckResumes, PassesWhenEveryRequestStartsWhereItWasTold) {
  Told told;
  told.create();
  told.upload(0, 100, 300).stored(100);
  told.upload(100, 200, 300).broken(Ending::kReset, 70);
  told.query().stored(164);
  told.upload(164, 300, 300);
  EXPECT_EQ(told.check(kResumes).outcome, CheckOutcome::kPass);
}

TEST(CheckResumes, FailsOnABlindJump) {
  Told told;
  told.create();
  Step& short_commit = told.upload(0, 100, 200);
  short_commit = Step([&] {
    auto exchange = short_commit.exchange();
    exchange.response_headers = {{"Range", "bytes=0-49"}};
    return exchange;
  }());
  told.upload(100, 200, 200);
  const auto result = told.check(kResumes);
  EXPECT_EQ(result.outcome, CheckOutcome::kFail);
  EXPECT_EQ(result.seen, "#3 starts at 100, told was 50");
  EXPECT_THAT(result.hint, HasSubstr("ignores the Range"));
}

TEST(CheckResumes, TakesAnAnswerWithoutAnOffsetForAllThatWasSent) {
  Told told;
  told.create();
  for (const std::uint64_t from : {0U, 100U, 250U}) {
    Step& step = told.add(Operation::kAppend);
    auto exchange = step.exchange();
    exchange.protocol = "firebase";
    exchange.claimed = ClaimedRange{from, from + 100, 400};
    exchange.received = 100;
    exchange.status = 200;
    step = Step(std::move(exchange));
  }
  const auto result = told.check(kResumes);
  EXPECT_EQ(result.seen, "#4 starts at 250, told was 200");
  EXPECT_THAT(result.evidence, ElementsAre(4));
}

TEST(CheckResumes, TakesSendingAgainFromTheLastToldOffsetForNoJump) {
  Told told;
  told.create();
  told.upload(0, 100, 100).answered(503);
  told.upload(0, 100, 100);
  EXPECT_EQ(told.check(kResumes).outcome, CheckOutcome::kPass);
}

TEST(CheckResumes, KnowsThatAnUploadMayEndWithoutAByte) {
  Told told;
  told.create();
  told.upload(0, 100, 200).stored(100);
  told.upload(100, 200, 300).stored(200);
  told.add(Operation::kFinalize).answered(200).header("Content-Range", "bytes */200");
  EXPECT_EQ(told.check(kResumes).outcome, CheckOutcome::kPass);
  EXPECT_EQ(told.check(kResumes).seen, "all 2 do");
  told.upload(0, 100, 200).broken(Ending::kReset, 5);
  told.add(Operation::kFinalize).answered(200).header("Content-Range", "bytes */200");
  told.upload(0, 100, 200);
  EXPECT_EQ(told.check(kAsks).outcome, CheckOutcome::kPass);
}

TEST(CheckResumes, DoesNotBelieveAnAnswerNobodySaw) {
  Told told;
  told.create();
  told.upload(0, 100, 200).stored(100).broken(Ending::kAnswerLost, 100);
  told.upload(0, 100, 200);
  EXPECT_EQ(told.check(kResumes).outcome, CheckOutcome::kPass);
}

TEST(CheckResumes, IsInconclusiveWhenWhatWasToldMayBeForgotten) {
  Told told;
  told.upload(100, 200, 300);
  told.facts.exchanges_dropped = 1;
  EXPECT_EQ(told.check(kResumes).outcome, CheckOutcome::kInconclusive);
}

TEST(CheckRestarts, PassesWhenANewSessionBeginsAtTheFrom) {
  Told told;
  told.create();
  told.upload(0, 50, 100);
  told.upload(50, 100, 100).answered(410);
  told.create().session(2);
  told.upload(0, 100, 100).session(2);
  EXPECT_EQ(
      told.check(R"({"restarts": {"after": [404, 410], "from": 0, "new_session": true}})").outcome,
      CheckOutcome::kPass);
}

TEST(CheckRestarts, FailsWithoutANewSessionOrAtAnotherByte) {
  constexpr const char* kRestarts = R"({"restarts": {"after": 410}})";
  Told stuck;
  stuck.create();
  stuck.upload(50, 100, 100).answered(410);
  stuck.upload(50, 100, 100).answered(410);
  EXPECT_EQ(stuck.check(kRestarts).outcome, CheckOutcome::kFail);
  EXPECT_EQ(stuck.check(kRestarts).seen, "no new session after #2");
  Told elsewhere;
  elsewhere.create();
  elsewhere.upload(50, 100, 100).answered(410);
  elsewhere.create().session(2);
  elsewhere.upload(50, 100, 100).session(2);
  EXPECT_EQ(elsewhere.check(kRestarts).seen, "#4 begins at byte 50");
}

TEST(CheckRestarts, TakesA400OfAnExpiredSessionForItsEnd) {
  Told told;
  told.create();
  told.upload(0, 50, 100);
  told.query().answered(400).clock(TimePoint(std::chrono::hours(24 * 8)));
  told.create().session(2);
  told.upload(0, 100, 100).session(2);
  EXPECT_EQ(told.check(R"({"restarts": {"after": [400, 404, 410]}})").outcome, CheckOutcome::kPass);
  EXPECT_EQ(told.check(R"({"gives_up": {}})").outcome, CheckOutcome::kInconclusive);
}

TEST(CheckRestarts, IsInconclusiveWhenNoSessionEnded) {
  Told told;
  told.whole_upload();
  EXPECT_EQ(told.check(R"({"restarts": {"after": 410}})").outcome, CheckOutcome::kInconclusive);
}

TEST(CheckGivesUp, PassesWhenNothingFollowsAPermanentError) {
  Told told;
  told.create().answered(403).session(0);
  EXPECT_EQ(told.check(R"({"gives_up": {}})").outcome, CheckOutcome::kPass);
  told.create().answered(403).session(0);
  EXPECT_EQ(told.check(R"({"gives_up": {"extra_requests": 1}})").outcome, CheckOutcome::kPass);
}

TEST(CheckGivesUp, FailsWhenTheClientGoesOnAlsoInANewSession) {
  Told told;
  told.create();
  told.upload(0, 100, 100).answered(403);
  told.create().session(2);
  const auto result = told.check(R"({"gives_up": {"after": 403}})");
  EXPECT_EQ(result.outcome, CheckOutcome::kFail);
  EXPECT_THAT(result.evidence, ElementsAre(3));
}

TEST(CheckGivesUp, LetsTheClientCancelItsSession) {
  Told told;
  told.create();
  told.upload(0, 100, 100).answered(403);
  told.add(Operation::kCancel).answered(499);
  EXPECT_EQ(told.check(R"({"gives_up": {}})").outcome, CheckOutcome::kPass);
}

TEST(CheckGivesUp, IsInconclusiveWithoutSuchAnError) {
  Told told;
  told.whole_upload();
  EXPECT_EQ(told.check(R"({"gives_up": {}})").outcome, CheckOutcome::kInconclusive);
}

}  // namespace
}  // namespace resumulator
