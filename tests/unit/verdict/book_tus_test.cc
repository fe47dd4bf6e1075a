// Each rule of tus: a client that keeps it, one that breaks it, and what it does not hold against a
// client.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/verdict/told.h"

namespace resumulator {
namespace {

using ::testing::ElementsAre;

/// A made-up journal of tus requests.
struct TusTold : Told {
  static Step& as_tus(Step& step, const char* method) {
    auto exchange = step.exchange();
    exchange.protocol = "tus";
    exchange.method = method;
    exchange.request_headers.emplace_back("Tus-Resumable", "1.0.0");
    step = Step(exchange);
    return step;
  }
  Step& post(std::uint64_t length) {
    return as_tus(create().answered(201), "POST").header("Upload-Length", std::to_string(length));
  }
  Step& patch(std::uint64_t from, std::uint64_t to, std::uint64_t total) {
    return as_tus(upload(from, to, total).answered(204), "PATCH")
        .header("Content-Type", "application/offset+octet-stream")
        .header("Upload-Offset", std::to_string(from));
  }
  Step& head(std::uint64_t offset) {
    return told_at(as_tus(query().answered(200), "HEAD"), offset);
  }
  static Step& told_at(Step& step, std::uint64_t offset) {
    return step.answer_header("Upload-Offset", std::to_string(offset));
  }
  void whole() {
    post(20);
    told_at(patch(0, 10, 20), 10);
    told_at(patch(10, 20, 20), 20);
  }
};

TEST(TusBook, FindsNothingWrongWithAWholeUpload) {
  TusTold told;
  told.whole();
  const auto verdict = told.judge(R"({"scenario": "plain"})");
  ASSERT_EQ(verdict.checks.size(), 1U);
  EXPECT_EQ(verdict.checks[0].seen, "11 hold");
}

TEST(Tus01, WantsTheVersion) {
  TusTold told;
  told.whole();
  auto exchange = told.query().exchange();
  exchange.protocol = "tus";
  exchange.method = "HEAD";
  Step& bare = told.query();
  bare = Step(exchange);
  EXPECT_EQ(told.rule("TUS-01").outcome, CheckOutcome::kFail);
}

TEST(Tus02, WantsTheMediaType) {
  TusTold told;
  told.post(20);
  TusTold::as_tus(told.upload(0, 10, 20).answered(415), "PATCH").header("Upload-Offset", "0");
  EXPECT_EQ(told.rule("TUS-02").seen, "#2 has another Content-Type");
}

TEST(Tus03, WantsOneWordAboutTheLength) {
  TusTold told;
  told.post(20).header("Upload-Defer-Length", "1");
  EXPECT_EQ(told.rule("TUS-03").seen, "#1 says it 2 times");
  TusTold final;
  TusTold::as_tus(final.create().answered(201), "POST").header("Upload-Concat", "final;/a");
  EXPECT_EQ(final.rule("TUS-03").outcome, CheckOutcome::kPass);
}

TEST(Tus04, WantsTheOffsetThatWasTold) {
  TusTold told;
  told.post(30);
  TusTold::told_at(told.patch(0, 10, 30), 8);
  told.patch(10, 20, 30).answered(409);
  EXPECT_EQ(told.rule("TUS-04").seen, "#3 starts at 10, told were 8 bytes");
  TusTold right;
  right.post(30);
  TusTold::told_at(right.patch(0, 10, 30), 10);
  right.patch(10, 20, 30).answered(409);
  right.head(5);
  TusTold::told_at(right.patch(5, 30, 30), 30);
  EXPECT_EQ(right.rule("TUS-04").outcome, CheckOutcome::kPass);
}

TEST(Tus05, WantsNothingSentToTheDead) {
  for (const int status : {403, 404, 410}) {
    TusTold told;
    told.post(20);
    told.patch(0, 10, 20).answered(status);
    told.patch(0, 10, 20).answered(status);
    EXPECT_THAT(told.rule("TUS-05").evidence, ElementsAre(3)) << status;
  }
}

TEST(Tus06, WantsAQuestionAfterTrouble) {
  for (const int status : {409, 423, 460, 500}) {
    TusTold told;
    told.post(20);
    told.patch(0, 10, 20).answered(status);
    told.patch(0, 10, 20);
    EXPECT_EQ(told.rule("TUS-06").outcome, CheckOutcome::kFail) << status;
    TusTold asked;
    asked.post(20);
    asked.patch(0, 10, 20).answered(status);
    asked.head(0);
    asked.patch(0, 10, 20);
    EXPECT_EQ(asked.rule("TUS-06").outcome, CheckOutcome::kPass) << status;
  }
}

TEST(Tus07, WantsTheLengthOnce) {
  TusTold told;
  told.post(20);
  told.patch(0, 10, 20).header("Upload-Length", "20").answered(400);
  EXPECT_EQ(told.rule("TUS-07").seen, "#2 names the length again");
}

TEST(Tus08, WantsSilenceAfterTheEnd) {
  TusTold told;
  told.whole();
  told.patch(20, 25, 20).answered(413);
  EXPECT_EQ(told.rule("TUS-08").seen, "#4 sends bytes to a finished upload");
}

TEST(Tus09, WantsFieldsThatCanBeRead) {
  TusTold told;
  told.post(20).header("Upload-Metadata", "filename YQ==,b");
  EXPECT_EQ(told.rule("TUS-09").outcome, CheckOutcome::kPass);
  told.post(20).header("Upload-Metadata", "filename a.txt").answered(400);
  EXPECT_EQ(told.rule("TUS-09").seen, "#2 sends \"filename a.txt\"");
}

TEST(Tus11, WantsNoRepeatOfWhatWasRefusedForGood) {
  TusTold told;
  told.post(20).answered(413).session(0);
  told.post(20).answered(413).session(0);
  EXPECT_EQ(told.rule("TUS-11").seen, "#2 repeats what #1 was refused with 413");
}

}  // namespace
}  // namespace resumulator
