// completes, object, bytes_agree, sessions: a story that passes, one that fails, one that cannot
// tell.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/verdict/told.h"

namespace resumulator {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(CheckCompletes, PassesWhenTheObjectsAreFinished) {
  Told told;
  told.whole_upload();
  EXPECT_EQ(told.check(R"({"completes": {"objects": 1}})").outcome, CheckOutcome::kPass);
  EXPECT_EQ(told.check(R"({"completes": {"objects": 1, "within": "3s"}})").outcome,
            CheckOutcome::kPass);
}

TEST(CheckCompletes, FailsWhenTooFewOrTooManyAreFinished) {
  Told told;
  told.create();
  EXPECT_EQ(told.check(R"({"completes": {"objects": 1}})").outcome, CheckOutcome::kFail);
  told.finished();
  told.finished().name = "another";
  const auto result = told.check(R"({"completes": {"objects": 1}})");
  EXPECT_EQ(result.outcome, CheckOutcome::kFail);
  EXPECT_EQ(result.seen, "2");
}

TEST(CheckCompletes, CountsAnObjectUploadedTwiceOnce) {
  Told told;
  told.whole_upload();
  told.facts.objects[0].replaced = true;
  told.finished();
  EXPECT_EQ(told.check(R"({"completes": {"objects": 1}})").outcome, CheckOutcome::kPass);
}

TEST(CheckCompletes, LeavesOutWhatWasPlantedOrDeleted) {
  Told told;
  told.create();
  told.finished().planted = true;
  told.finished().deleted = true;
  EXPECT_EQ(told.check(R"({"completes": {"objects": 0}})").outcome, CheckOutcome::kPass);
}

TEST(CheckCompletes, FailsWhenItTookTooLong) {
  Told told;
  told.whole_upload();
  const auto result = told.check(R"({"completes": {"within": "1s"}})");
  EXPECT_EQ(result.outcome, CheckOutcome::kFail);
  EXPECT_THAT(result.seen, HasSubstr("after 2006 ms"));
  EXPECT_THAT(result.evidence, ElementsAre(3));
}

TEST(CheckCompletes, CountsFromTheMomentTheFaultsEnded) {
  Told told;
  told.whole_upload();
  told.facts.healed_at = milliseconds(1500);
  EXPECT_EQ(told.check(R"({"completes": {"within": "1s"}})").outcome, CheckOutcome::kPass);
}

TEST(CheckCompletes, IsInconclusiveWhenTheJournalNoLongerHoldsTheBeginning) {
  Told told;
  told.whole_upload();
  told.facts.exchanges_dropped = 1;
  EXPECT_EQ(told.check(R"({"completes": {"within": "9s"}})").outcome, CheckOutcome::kInconclusive);
  EXPECT_EQ(told.check(R"({"completes": {"objects": 1}})").outcome, CheckOutcome::kPass);
}

TEST(CheckCompletes, IsSkippedWhereTimingIsNotJudged) {
  Told told;
  told.whole_upload();
  told.facts.no_timing = true;
  EXPECT_EQ(told.check(R"({"completes": {"within": "1s"}})").outcome, CheckOutcome::kSkipped);
}

TEST(CheckObject, PassesWhenTheBytesAreThoseOfThePayload) {
  Told told;
  told.whole_upload();
  told.facts.payload_sha256 = "aa";
  EXPECT_EQ(told.check(R"({"object": {"equals": "payload"}})").outcome, CheckOutcome::kPass);
  EXPECT_EQ(told.check(R"({"object": {"name": "o", "bucket": "b", "size": "512 KiB"}})").outcome,
            CheckOutcome::kPass);
}

TEST(CheckObject, FailsWhenTheBytesOrTheSizeAreOthers) {
  Told told;
  told.whole_upload();
  told.facts.payload_sha256 = "bb";
  told.facts.payload_size = 600 * kKib;
  const auto result = told.check(R"({"object": {"equals": "payload"}})");
  EXPECT_EQ(result.outcome, CheckOutcome::kFail);
  EXPECT_EQ(result.seen, "b/o has other bytes: 524288 of them, the payload has 614400");
  EXPECT_THAT(result.evidence, ElementsAre(3));
  EXPECT_EQ(told.check(R"({"object": {"name": "o", "size": 5}})").outcome, CheckOutcome::kFail);
  const auto missing = told.check(R"({"object": {"name": "x"}})");
  EXPECT_EQ(missing.seen, "there is no such object");
  EXPECT_EQ(missing.hint, "it gave up, or took a failure for success");
}

TEST(CheckCompletes, BlamesNoClientThatNeverCame) {
  Told told;
  told.client_exit(0);
  for (const char* check :
       {R"({"completes": {"objects": 1}})", R"({"object": {"name": "x"}})", R"({"sessions": 1})"}) {
    const auto result = told.check(check);
    EXPECT_EQ(result.outcome, CheckOutcome::kInconclusive) << check;
    EXPECT_EQ(result.seen, "no upload was seen") << check;
    EXPECT_NE(result.blame, "client") << check;
    EXPECT_THAT(result.hint, HasSubstr("no request reached the server")) << check;
  }
  told.facts.objects.emplace_back().deleted = true;
  EXPECT_EQ(told.check(R"({"object": {"name": "x"}})").outcome, CheckOutcome::kFail)
      << "it came and deleted";
}

TEST(CheckObject, LooksAtTheGenerationThatLives) {
  Told told;
  told.whole_upload();
  told.facts.payload_sha256 = "bb";
  told.facts.objects[0].replaced = true;
  told.finished("bb");
  EXPECT_EQ(told.check(R"({"object": {"equals": "payload"}})").outcome, CheckOutcome::kPass);
}

TEST(CheckObject, ComparesWithAFileOrADigest) {
  Told told;
  told.whole_upload();
  const std::string digest(64, 'a');
  told.facts.objects[0].sha256 = digest;
  told.facts.files["in.bin"] = digest;
  EXPECT_EQ(told.check(R"({"object": {"equals": {"file": "in.bin"}}})").outcome,
            CheckOutcome::kPass);
  EXPECT_EQ(told.check(R"({"object": {"equals": {"sha256": ")" + digest + R"("}}})").outcome,
            CheckOutcome::kPass);
  told.facts.files["in.bin"] = "other";
  EXPECT_EQ(told.check(R"({"object": {"equals": {"file": "in.bin"}}})").outcome,
            CheckOutcome::kFail);
}

TEST(CheckObject, IsInconclusiveWhenThePayloadOrTheBytesAreNotKnown) {
  Told bare;
  bare.whole_upload();
  bare.facts.payload_sha256 = "aa";
  bare.facts.objects[0].sha256.clear();
  EXPECT_EQ(bare.check(R"({"object": {"equals": "payload"}})").outcome,
            CheckOutcome::kInconclusive);
  Told told;
  told.whole_upload();
  EXPECT_EQ(told.check(R"({"object": {"equals": "payload"}})").outcome,
            CheckOutcome::kInconclusive);
  EXPECT_EQ(told.check(R"({"object": {"equals": {"file": "gone.bin"}}})").outcome,
            CheckOutcome::kInconclusive);
}

TEST(CheckBytesAgree, PassesWhenWhatCameTwiceIsTheSame) {
  Told told;
  told.create();
  told.upload(0, 100, 100).broken(Ending::kReset, 60);
  told.upload(0, 100, 100);
  const auto result = told.check(R"({"bytes_agree": true})");
  EXPECT_EQ(result.outcome, CheckOutcome::kPass);
  EXPECT_EQ(result.seen, "60 bytes came twice, all the same");
}

TEST(CheckBytesAgree, FailsWhenAByteDiffers) {
  Told told;
  told.create();
  told.upload(0, 100, 100).broken(Ending::kReset, 60);
  told.upload(0, 100, 100).disagrees(17);
  const auto result = told.check(R"({"bytes_agree": true})");
  EXPECT_EQ(result.outcome, CheckOutcome::kFail);
  EXPECT_THAT(result.seen, HasSubstr("byte 17"));
  EXPECT_THAT(result.evidence, ElementsAre(3));
}

TEST(CheckBytesAgree, FailsWhenAByteNeverCame) {
  Told told;
  told.create();
  told.upload(0, 40, 100).stored(40);
  told.upload(50, 100, 100);
  const auto result = told.check(R"({"bytes_agree": true})");
  EXPECT_EQ(result.outcome, CheckOutcome::kFail);
  EXPECT_EQ(result.seen, "byte 40 of the object never came");
}

TEST(CheckBytesAgree, MissesNoByteOfPartsWhosePlaceNobodyKnows) {
  Told told;
  told.create();
  for (int part = 0; part < 2; ++part) {
    told.add(Operation::kAppend).of_operation("gcs-xml", "gcs.xml.part").received(50).answered(200);
  }
  told.add(Operation::kFinalize)
      .of_operation("gcs-xml", "gcs.xml.multipart-complete")
      .answered(200)
      .stored(100);
  EXPECT_EQ(told.check(R"({"bytes_agree": true})").outcome, CheckOutcome::kPass);
}

TEST(CheckBytesAgree, IsInconclusiveOnAJournalThatIsNotWhole) {
  Told told;
  told.whole_upload();
  told.facts.exchanges_dropped = 2;
  const auto result = told.check(R"({"bytes_agree": true})");
  EXPECT_EQ(result.outcome, CheckOutcome::kInconclusive);
  EXPECT_EQ(result.seen, "the journal was full: 2 earlier exchanges are not known");
  EXPECT_EQ(result.blame, "environment");
}

TEST(CheckSessions, PassesWithinItsBounds) {
  Told told;
  told.whole_upload();
  EXPECT_EQ(told.check(R"({"sessions": 1})").outcome, CheckOutcome::kPass);
  EXPECT_EQ(told.check(R"({"sessions": {"at_least": 1, "at_most": 3}})").outcome,
            CheckOutcome::kPass);
}

TEST(CheckSessions, FailsBeyondThem) {
  Told told;
  told.create();
  told.create().session(2);
  const auto result = told.check(R"({"sessions": 1})");
  EXPECT_EQ(result.outcome, CheckOutcome::kFail);
  EXPECT_EQ(result.seen, "2");
  EXPECT_THAT(result.evidence, ElementsAre(1, 2));
  EXPECT_EQ(told.check(R"({"sessions": {"at_least": 3}})").outcome, CheckOutcome::kFail);
}

TEST(CheckSessions, IsInconclusiveWhereTheClientUploadsInOneRequest) {
  Told told;
  told.add(Operation::kSimple).answered(200).session(0);
  const auto result = told.check(R"({"sessions": 1})");
  EXPECT_EQ(result.outcome, CheckOutcome::kInconclusive);
  EXPECT_EQ(result.seen, "the client uploads in one request, without a session");
  EXPECT_EQ(told.check(R"({"sessions": 0})").outcome, CheckOutcome::kPass);
}

TEST(CheckSessions, IsInconclusiveWhenEarlierOnesMayBeForgotten) {
  Told told;
  told.create();
  told.facts.exchanges_dropped = 1;
  EXPECT_EQ(told.check(R"({"sessions": 2})").outcome, CheckOutcome::kInconclusive);
  EXPECT_EQ(told.check(R"({"sessions": 0})").outcome, CheckOutcome::kFail);
}

}  // namespace
}  // namespace resumulator
