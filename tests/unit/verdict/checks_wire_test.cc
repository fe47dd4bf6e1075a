// chunks, resent_bytes, conversation, never, protocol_rules: a story that passes, one that fails,
// one that cannot tell.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/verdict/told.h"

namespace resumulator {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(CheckChunks, JudgesDeclaredLengths) {
  constexpr const char* kAligned = R"({"chunks": {"multiple_of": "256 KiB", "except_last": true}})";
  Told told;
  told.create();
  told.upload(0, 256 * kKib, 300 * kKib);
  told.upload(256 * kKib, 300 * kKib, 300 * kKib);
  EXPECT_EQ(told.check(kAligned).outcome, CheckOutcome::kPass);
  EXPECT_EQ(told.check(R"({"chunks": {"multiple_of": "256 KiB"}})").outcome, CheckOutcome::kFail);
  EXPECT_EQ(told.check(R"({"chunks": {"at_least": "256 KiB"}})").outcome, CheckOutcome::kPass);
  EXPECT_EQ(told.check(R"({"chunks": {"at_least": "1 MiB"}})").outcome, CheckOutcome::kFail);
  const auto result = told.check(R"({"chunks": {"at_most": "100 KiB"}})");
  EXPECT_EQ(result.outcome, CheckOutcome::kFail);
  EXPECT_EQ(result.seen, "#2 declares 262144 bytes");
  EXPECT_EQ(result.hint, "its chunks are larger than they should be");
  EXPECT_EQ(told.check(R"({"chunks": {"at_least": "1 MiB"}})").hint,
            "its chunks are smaller than they should be");
  EXPECT_EQ(told.check(R"({"chunks": {"multiple_of": "256 KiB"}})").hint,
            "its chunk size is not a multiple of the granularity");
}

TEST(CheckChunks, IsInconclusiveWhenNoLengthWasDeclared) {
  Told told;
  told.create();
  EXPECT_EQ(told.check(R"({"chunks": {"at_most": 5}})").outcome, CheckOutcome::kInconclusive);
  told.upload(0, 4, 4);
  told.facts.exchanges_dropped = 1;
  EXPECT_EQ(told.check(R"({"chunks": {"at_most": 5}})").outcome, CheckOutcome::kInconclusive);
}

TEST(CheckChunks, AsksNoLengthOfALastOneThatMayHaveAny) {
  Told told;
  told.create();
  told.add(Operation::kFinalize).received(300 * kKib).answered(200);
  const auto outcome = [&](const char* chunks) { return told.check(chunks).outcome; };
  EXPECT_EQ(outcome(R"({"chunks": {"multiple_of": "256 KiB", "except_last": true}})"),
            CheckOutcome::kPass);
  EXPECT_EQ(outcome(R"({"chunks": {"multiple_of": "256 KiB"}})"), CheckOutcome::kInconclusive);
  EXPECT_EQ(outcome(R"({"chunks": {"multiple_of": 1, "except_last": true, "at_most": "1 MiB"}})"),
            CheckOutcome::kInconclusive);
}

TEST(CheckResentBytes, SumsWhatCameMoreThanOnce) {
  Told told;
  told.create();
  told.upload(0, 100, 200).broken(Ending::kReset, 60);
  told.upload(0, 100, 200);
  told.upload(90, 200, 200);
  EXPECT_EQ(told.check(R"({"resent_bytes": {"at_most": 70}})").outcome, CheckOutcome::kPass);
  const auto result = told.check(R"({"resent_bytes": {"at_most": 69}})");
  EXPECT_EQ(result.outcome, CheckOutcome::kFail);
  EXPECT_EQ(result.seen, "70 bytes came twice");
  EXPECT_THAT(result.evidence, ElementsAre(3, 4));
}

TEST(CheckResentBytes, TakesNoPartForTheBytesOfAnother) {
  Told told;
  told.create();
  for (const char* rule : {"gcs.xml.part", "gcs.xml.part"}) {
    told.add(Operation::kAppend).of_operation("gcs-xml", rule).received(100).answered(200);
  }
  for (const char* rule : {"resumablejs.plupload.chunk", "resumablejs.plupload.chunk"}) {
    told.add(Operation::kAppend).of_operation("resumablejs", rule).received(100).answered(200);
  }
  EXPECT_EQ(told.check(R"({"resent_bytes": {"at_most": 0}})").outcome, CheckOutcome::kPass);
  // A body without a range is of the whole object, and starts at its first byte.
  told.add(Operation::kFinalize).received(100).answered(200);
  told.add(Operation::kFinalize).received(100).answered(200);
  EXPECT_EQ(told.check(R"({"resent_bytes": {"at_most": 99}})").outcome, CheckOutcome::kFail);
}

TEST(CheckResentBytes, CountsEachSessionForItself) {
  Told told;
  told.create();
  told.upload(0, 100, 200);
  told.create().session(2);
  told.upload(0, 200, 200).session(2);
  EXPECT_EQ(told.check(R"({"resent_bytes": {"at_most": 0}})").outcome, CheckOutcome::kPass);
}

TEST(CheckResentBytes, IsInconclusiveOnAJournalThatIsNotWhole) {
  Told told;
  told.whole_upload();
  told.facts.exchanges_dropped = 1;
  EXPECT_EQ(told.check(R"({"resent_bytes": {"at_most": 0}})").outcome, CheckOutcome::kInconclusive);
}

TEST(CheckConversation, PassesWhenTheOrderFits) {
  Told told;
  told.create();
  told.upload(0, 100, 100).broken(Ending::kReset, 100);
  told.query().answered(200);
  EXPECT_EQ(told.check(R"({"conversation": "create append* finalize:reset query:2xx"})").outcome,
            CheckOutcome::kPass);
}

TEST(CheckConversation, TellsWhereItStoppedFitting) {
  Told told;
  told.create();
  told.upload(0, 50, 100);
  told.upload(50, 100, 100).broken(Ending::kReset, 50);
  told.upload(50, 100, 100);
  const auto result = told.check(R"({"conversation": "create append* finalize:reset query:2xx"})");
  EXPECT_EQ(result.outcome, CheckOutcome::kFail);
  EXPECT_EQ(result.seen,
            "matched create:200 append:308 finalize:reset, then #4 finalize:200 instead of "
            "query:2xx; with query:2xx in place of #4 it would fit");
  EXPECT_THAT(result.evidence, ElementsAre(4));
  EXPECT_EQ(result.hint, "it repeats the request instead of asking for the offset");
}

TEST(CheckConversation, TellsARefusedCreateWithTheSessionThatCameOfIt) {
  Told told;
  told.create().answered(503).session(0);
  told.create();
  told.upload(0, 100, 100);
  EXPECT_EQ(told.check(R"({"conversation": "create:503 create:200 finalize"})").outcome,
            CheckOutcome::kPass);
}

TEST(CheckConversation, TellsACreateWhoseAnswerWasLostWithTheNext) {
  Told told;
  told.create().broken(Ending::kReset);
  told.create().session(2);
  told.upload(0, 100, 100).session(2);
  EXPECT_EQ(told.check(R"({"conversation": "create:reset create:200 finalize"})").outcome,
            CheckOutcome::kPass);
  EXPECT_EQ(told.check(R"({"sessions": 2})").outcome, CheckOutcome::kPass);
}

TEST(CheckConversation, JudgesEverySession) {
  Told told;
  told.create().object("o1");
  told.upload(0, 100, 100).object("o1");
  told.create().session(2);
  told.query().session(2).stored(0);
  EXPECT_EQ(told.check(R"({"conversation": "create finalize"})").outcome, CheckOutcome::kFail);
}

TEST(CheckConversation, IsInconclusiveWithoutAnUpload) {
  Told told;
  told.add(Operation::kStat).answered(200).session(0);
  EXPECT_EQ(told.check(R"({"conversation": "create finalize"})").outcome,
            CheckOutcome::kInconclusive);
}

TEST(CheckConversation, IsInconclusiveOnAJournalThatIsNotWhole) {
  Told told;
  told.upload(50, 100, 100);  // the rest of this session is gone
  told.facts.exchanges_dropped = 1;
  EXPECT_EQ(told.check(R"({"conversation": "create finalize"})").outcome,
            CheckOutcome::kInconclusive);
}

constexpr const char* kLostAnswer = R"({"scenario": "lost",
  "rules": [{"name": "lose it", "when": {"operation": "finalize"}, "at": "stored", "do": "reset"}],
  "expect": [{"never": {"operation": "create", "after": "lose it"}}]})";

TEST(CheckNever, PassesWhenNoSuchRequestCame) {
  Told told;
  told.create();
  told.upload(0, 100, 100).broken(Ending::kReset, 100).by_rule("lost/lose it", "reset");
  told.query().answered(200);
  EXPECT_EQ(told.judge(kLostAnswer).checks[0].outcome, CheckOutcome::kPass);
  EXPECT_EQ(told.check(R"({"never": {"operation": "cancel"}})").outcome, CheckOutcome::kPass);
}

TEST(CheckNever, FailsOnOneAfterTheRuleFired) {
  Told told;
  told.create();
  told.upload(0, 100, 100).broken(Ending::kReset, 100).by_rule("lost/lose it", "reset");
  told.create().session(2);
  const auto result = told.judge(kLostAnswer).checks[0];
  EXPECT_EQ(result.outcome, CheckOutcome::kFail);
  EXPECT_EQ(result.seen, "#3 is a create");
}

TEST(CheckNever, LooksAtQueryHeadersAndCounts) {
  Told told;
  told.create();
  told.create().session(2).header("X-Mark", "yes");
  EXPECT_EQ(told.check(R"({"never": {"query": {"upload_id": "a*"}}})").outcome,
            CheckOutcome::kFail);
  EXPECT_EQ(told.check(R"({"never": {"header": {"x-mark": "*"}}})").evidence,
            std::vector<std::uint64_t>{2});
  EXPECT_EQ(told.check(R"({"never": {"operation": "create", "nth": "3.."}})").outcome,
            CheckOutcome::kPass);
  EXPECT_EQ(told.check(R"({"never": {"operation": "create", "nth": "2.."}})").outcome,
            CheckOutcome::kFail);
}

TEST(CheckNever, IsInconclusiveWhenTheRuleNeverFired) {
  Told told;
  told.whole_upload();
  EXPECT_EQ(told.judge(kLostAnswer).checks[0].outcome, CheckOutcome::kInconclusive);
}

TEST(CheckProtocolRules, PassesOrNamesWhatIsBroken) {
  Told told;
  told.whole_upload();
  EXPECT_EQ(told.check(R"({"protocol_rules": "all"})").outcome, CheckOutcome::kPass);
  told.create().session(2);
  told.upload(0, 1000, 2000).session(2);
  const auto all = told.check(R"({"protocol_rules": "all"})");
  EXPECT_EQ(all.outcome, CheckOutcome::kFail);
  EXPECT_EQ(all.seen, "GCS-02: #5 declares 1000 bytes");
  EXPECT_EQ(told.check(R"({"protocol_rules": ["GCS-07"]})").outcome, CheckOutcome::kPass);
  EXPECT_EQ(told.check(R"({"protocol_rules": ["GCS-02"]})").outcome, CheckOutcome::kFail);
}

TEST(CheckProtocolRules, IsInconclusiveAboutAProtocolNobodyUsed) {
  Told told;
  told.whole_upload();
  EXPECT_EQ(told.check(R"({"protocol_rules": ["TUS-01"]})").outcome, CheckOutcome::kInconclusive);
}

}  // namespace
}  // namespace resumulator
