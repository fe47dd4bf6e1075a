// backoff: gaps between a failure and the next request, as the client could see them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/verdict/told.h"

namespace resumulator {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// A create refused so often, each next one so long after the one before.
Told refused(const std::vector<int>& gaps_ms, int status = 503) {
  Told told;
  told.create().answered(status).session(0);
  for (std::size_t i = 0; i < gaps_ms.size(); ++i) {
    const bool last = i + 1 == gaps_ms.size();
    Step& step = told.create().after(milliseconds(gaps_ms[i]));
    if (!last) step.answered(status).session(0);
  }
  return told;
}

TEST(CheckBackoff, MeetsAtLeastFrom95PercentOn) {
  EXPECT_EQ(refused({960}).check(R"({"backoff": {"at_least": "1s"}})").outcome,
            CheckOutcome::kPass);
  const auto result = refused({900}).check(R"({"backoff": {"at_least": "1s"}})");
  EXPECT_EQ(result.outcome, CheckOutcome::kFail);
  EXPECT_THAT(result.seen, HasSubstr("the gap between #1 and #2 was 900 ms, wanted 1000 ms"));
  EXPECT_THAT(result.evidence, ElementsAre(2));
}

TEST(CheckBackoff, SaysWhyAQuickRepeatIsNoLibrarys) {
  const auto result = refused({1}).check(R"({"backoff": {"at_least": "1s"}})");
  EXPECT_THAT(result.seen, HasSubstr("(no repeat by a library: it was answered)"));
}

TEST(CheckBackoff, FailsWhenTheWaitIsTooLong) {
  EXPECT_EQ(refused({9000}).check(R"({"backoff": {"at_most": "5s"}})").outcome,
            CheckOutcome::kFail);
  EXPECT_EQ(refused({5100}).check(R"({"backoff": {"at_most": "5s"}})").outcome,
            CheckOutcome::kPass);
}

TEST(CheckBackoff, ReadsRetryAfterInSecondsAndAsADate) {
  constexpr const char* kAsTold = R"({"backoff": {"at_least": "retry-after"}})";
  for (const int gap : {1000, 2100}) {
    Told told;
    told.create().answered(429).session(0).answer_header("Retry-After", "2");
    told.create().after(milliseconds(gap));
    EXPECT_EQ(told.check(kAsTold).outcome, gap < 2000 ? CheckOutcome::kFail : CheckOutcome::kPass);
    Told dated;
    dated.create()
        .answered(503)
        .session(0)
        .answer_header("Date", "Tue, 04 Apr 2023 07:42:22 GMT")
        .answer_header("Retry-After", "Tue, 04 Apr 2023 07:42:24 GMT");
    dated.create().after(milliseconds(gap));
    EXPECT_EQ(dated.check(kAsTold).outcome, gap < 2000 ? CheckOutcome::kFail : CheckOutcome::kPass);
  }
}

TEST(CheckBackoff, LooksOnlyAfterTheNamedStatuses) {
  EXPECT_EQ(refused({1}, 503).check(R"({"backoff": {"at_least": "1s", "after": 429}})").outcome,
            CheckOutcome::kInconclusive);
  EXPECT_EQ(refused({1}, 503).check(R"({"backoff": {"at_least": "1s", "after": ["5xx"]}})").outcome,
            CheckOutcome::kFail);
}

TEST(CheckBackoff, WantsEachGapOfAStreakAFifthLonger) {
  constexpr const char* kGrows = R"({"backoff": {"grows": true}})";
  EXPECT_EQ(refused({100, 200, 400}).check(kGrows).outcome, CheckOutcome::kPass);
  EXPECT_EQ(refused({100, 200, 205}).check(kGrows).outcome, CheckOutcome::kFail);
  EXPECT_EQ(refused({100}).check(kGrows).outcome, CheckOutcome::kInconclusive);
  constexpr const char* kCapped = R"({"backoff": {"grows": true, "at_most": "2s"}})";
  EXPECT_EQ(refused({1000, 2000, 2000}).check(kCapped).outcome, CheckOutcome::kPass);
}

TEST(CheckBackoff, NamesTheCauseByThePartThatBroke) {
  const auto hint = [](const std::vector<int>& gaps, const char* wanted) {
    return refused(gaps).check(wanted).hint;
  };
  EXPECT_EQ(hint({1}, R"({"backoff": {"at_least": "1s"}})"), "it retries at once");
  EXPECT_EQ(hint({500}, R"({"backoff": {"at_least": "1s"}})"),
            "its wait is shorter than it should be");
  EXPECT_THAT(hint({9000}, R"({"backoff": {"at_most": "5s"}})"), HasSubstr("have no cap"));
  EXPECT_THAT(hint({100, 100}, R"({"backoff": {"grows": true}})"), HasSubstr("as long each time"));
  EXPECT_THAT(hint({1000, 1001, 1002}, R"({"backoff": {"jitter": true}})"), HasSubstr("at random"));
}

TEST(CheckRetries, TellsABoundThatIsTooHighFromNone) {
  const auto hint = [](std::size_t retries, const char* wanted) {
    return refused(std::vector<int>(retries, 1000)).check(wanted).hint;
  };
  EXPECT_EQ(hint(1, R"({"retries": {"at_most": 0}})"), "it repeats what it should not");
  EXPECT_EQ(hint(3, R"({"retries": {"at_most": 2}})"), "its bound of retries is too high");
  EXPECT_EQ(hint(9, R"({"retries": {"at_most": 2}})"), "it repeats without a bound");
}

TEST(CheckBackoff, BeginsAnewAfterSuccess) {
  Told told;
  told.create();
  told.upload(0, 50, 100).answered(503);
  told.query().stored(0).after(milliseconds(800));
  told.upload(0, 50, 100);
  told.upload(50, 100, 100).answered(503);
  told.query().stored(50).after(milliseconds(500));
  EXPECT_EQ(told.check(R"({"backoff": {"grows": true}})").outcome, CheckOutcome::kInconclusive);
}

TEST(CheckBackoff, WantsGapsThatAreNotAllAlike) {
  constexpr const char* kJitter = R"({"backoff": {"jitter": true}})";
  EXPECT_EQ(refused({1000, 1001, 1002}).check(kJitter).outcome, CheckOutcome::kFail);
  EXPECT_EQ(refused({1000, 1400, 900}).check(kJitter).outcome, CheckOutcome::kPass);
  EXPECT_EQ(refused({1000}).check(kJitter).outcome, CheckOutcome::kInconclusive);
}

TEST(CheckBackoff, ComparesStreaksPlaceByPlaceForJitter) {
  Told told;
  for (const std::uint64_t session : {1U, 2U}) {
    const std::string name = "o" + std::to_string(session);
    told.create().answered(503).session(0).object(name);
    told.create().answered(503).session(0).object(name).after(milliseconds(1000));
    told.create().session(session).object(name).after(milliseconds(2000));
  }
  EXPECT_EQ(told.check(R"({"backoff": {"jitter": true}})").outcome, CheckOutcome::kFail);
}

TEST(CheckBackoff, LeavesOutSilentTransportRetries) {
  Told told;
  told.create();
  told.upload(0, 100, 100).broken(Ending::kReset).connection(1, 2);
  told.upload(0, 100, 100).connection(2, 1).after(milliseconds(3));
  const auto result = told.check(R"({"backoff": {"at_least": "1s"}})");
  EXPECT_EQ(result.outcome, CheckOutcome::kInconclusive);
  EXPECT_THAT(result.hint, HasSubstr("an HTTP library repeated"));
}

TEST(CheckBackoff, CountsAnEqualRequestOnAFirstConnectionForTheClientsOwn) {
  Told told;
  told.create();
  told.upload(0, 100, 100).broken(Ending::kReset).connection(2, 1);
  told.upload(0, 100, 100).connection(3, 1).after(milliseconds(3));
  EXPECT_EQ(told.check(R"({"backoff": {"at_least": "1s"}})").outcome, CheckOutcome::kFail);
}

TEST(CheckBackoff, IsSkippedWhereTimingIsNotJudged) {
  Told told = refused({1});
  told.facts.no_timing = true;
  EXPECT_EQ(told.check(R"({"backoff": {"at_least": "1s"}})").outcome, CheckOutcome::kSkipped);
}

TEST(CheckBackoff, ScalesWhatItExpectsWithTheWire) {
  Told told = refused({200});
  told.facts.wire_scale = 0.1;
  EXPECT_EQ(told.check(R"({"backoff": {"at_least": "1s"}})").outcome, CheckOutcome::kPass);
}

TEST(CheckBackoff, IsInconclusiveOnAJournalThatIsNotWhole) {
  Told told = refused({2000});
  told.facts.exchanges_dropped = 1;
  EXPECT_EQ(told.check(R"({"backoff": {"at_least": "1s"}})").outcome, CheckOutcome::kInconclusive);
}

}  // namespace
}  // namespace resumulator
