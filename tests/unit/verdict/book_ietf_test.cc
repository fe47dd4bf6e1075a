// Each rule of the IETF's uploads: a client that keeps it and one that breaks it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/verdict/told.h"

namespace resumulator {
namespace {

using ::testing::ElementsAre;

/// A made-up journal of requests in interop version 9.
struct IetfTold : Told {
  static Step& as_ietf(Step& step, const char* method, const char* version = "9") {
    auto exchange = step.exchange();
    exchange.protocol = "ietf";
    exchange.method = method;
    exchange.request_headers.emplace_back("Upload-Draft-Interop-Version", version);
    step = Step(exchange);
    return step;
  }
  Step& post() { return as_ietf(create().answered(201), "POST").header("Upload-Complete", "?0"); }
  Step& patch(std::uint64_t from, std::uint64_t to, std::uint64_t total) {
    return as_ietf(upload(from, to, total).answered(204), "PATCH")
        .header("Content-Type", "application/partial-upload")
        .header("Upload-Complete", to == total ? "?1" : "?0");
  }
  Step& head(std::uint64_t offset) {
    return told_at(as_ietf(query().answered(204), "HEAD"), offset);
  }
  static Step& told_at(Step& step, std::uint64_t offset) {
    return step.answer_header("Upload-Offset", std::to_string(offset));
  }
};

TEST(IetfBook, FindsNothingWrongWithAWholeUpload) {
  IetfTold told;
  told.post();
  IetfTold::told_at(told.patch(0, 10, 20), 10);
  IetfTold::told_at(told.patch(10, 20, 20), 20);
  const auto verdict = told.judge(R"({"scenario": "plain"})");
  ASSERT_EQ(verdict.checks.size(), 1U);
  EXPECT_EQ(verdict.checks[0].seen, "10 hold");
}

TEST(Rufh01, WantsOneVersion) {
  IetfTold told;
  told.post();
  IetfTold::as_ietf(told.query().answered(204), "HEAD", "8");
  EXPECT_THAT(told.rule("RUFH-01").evidence, ElementsAre(2));
}

TEST(Rufh02, WantsToKnowWhetherItIsTheLast) {
  IetfTold told;
  told.post();
  IetfTold::as_ietf(told.upload(0, 10, 20).answered(400), "PATCH");
  EXPECT_EQ(told.rule("RUFH-02").seen, "#2 does not");
}

TEST(Rufh03, WantsTheMediaTypeFromVersionSixOn) {
  IetfTold told;
  told.post();
  IetfTold::as_ietf(told.upload(0, 10, 20).answered(415), "PATCH");
  EXPECT_EQ(told.rule("RUFH-03").outcome, CheckOutcome::kFail);
  IetfTold old;
  IetfTold::as_ietf(old.create().answered(201), "POST", "5");
  IetfTold::as_ietf(old.upload(0, 10, 20).answered(201), "PATCH", "5");
  EXPECT_EQ(old.rule("RUFH-03").outcome, CheckOutcome::kPass);
}

TEST(Rufh04, WantsTheOffsetThatWasTold) {
  IetfTold told;
  told.post();
  IetfTold::told_at(told.patch(0, 10, 30), 8);
  told.patch(10, 20, 30).answered(409);
  EXPECT_EQ(told.rule("RUFH-04").seen, "#3 starts at 10, told were 8 bytes");
}

TEST(Rufh05, WantsNothingSentToTheDead) {
  IetfTold told;
  told.post();
  told.patch(0, 10, 20).answered(410);
  told.patch(0, 10, 20).answered(410);
  EXPECT_THAT(told.rule("RUFH-05").evidence, ElementsAre(3));
}

TEST(Rufh06, TakesAConflictThatNamesTheOffsetForAnAnswer) {
  IetfTold told;
  told.post();
  told.patch(0, 10, 20).answered(500);
  told.patch(0, 10, 20);
  EXPECT_EQ(told.rule("RUFH-06").outcome, CheckOutcome::kFail);
  IetfTold conflict;
  conflict.post();
  IetfTold::told_at(conflict.patch(5, 10, 20).answered(409), 0);
  conflict.patch(0, 10, 20);
  EXPECT_EQ(conflict.rule("RUFH-06").outcome, CheckOutcome::kPass);
}

TEST(Rufh07, WantsABareQuestion) {
  IetfTold told;
  told.post();
  told.head(0).header("Upload-Offset", "0");
  EXPECT_EQ(told.rule("RUFH-07").seen, "#2 has Upload-Offset");
}

TEST(Rufh08, WantsSilenceAfterTheEnd) {
  IetfTold told;
  told.post();
  IetfTold::told_at(told.patch(0, 20, 20), 20);
  told.patch(0, 20, 20).answered(409);
  EXPECT_EQ(told.rule("RUFH-08").seen, "#3 sends bytes to a finished upload");
}

TEST(Rufh10, WantsNoRepeatOfWhatWasRefusedForGood) {
  IetfTold told;
  told.post().answered(413).session(0);
  told.post().answered(413).session(0);
  EXPECT_EQ(told.rule("RUFH-10").seen, "#2 repeats what #1 was refused with 413");
}

}  // namespace
}  // namespace resumulator
