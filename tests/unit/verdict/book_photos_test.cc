// Each rule of uploads to Google Photos: a client that keeps it, one that breaks it, and what it
// does not hold against a client.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/verdict/told.h"
#include "verdict/meaning.h"

namespace resumulator {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::uint64_t kG = 256 * kKib;

/// A journal as Photos would have it.
class Photos {
 public:
  Step& create() {
    return told_.create().answer_header("X-Goog-Upload-Chunk-Granularity", "262144");
  }
  Step& chunk(std::uint64_t from, std::uint64_t to, std::uint64_t total = 0) {
    Step& step = told_.upload(from, to, total);
    const bool last = to == total;
    step.answered(200).header("X-Goog-Upload-Offset", std::to_string(from));
    step.answer_header("X-Goog-Upload-Status", last ? "final" : "active");
    return last ? step : step.answer_header("X-Goog-Upload-Size-Received", std::to_string(to));
  }
  Step& query(std::uint64_t stored) {
    return told_.query()
        .answered(200)
        .answer_header("X-Goog-Upload-Status", "active")
        .answer_header("X-Goog-Upload-Size-Received", std::to_string(stored));
  }
  Step& add(Operation operation) { return told_.add(operation); }
  /// Requests that broke the rule.
  [[nodiscard]] std::vector<std::uint64_t> broken(const std::string& rule,
                                                  const std::string& protocol = "photos") const {
    Evidence evidence = told_.evidence();
    for (RecordedExchange& each : evidence.exchanges) each.protocol = protocol;
    for (const CheckResult& each : judge(evidence, Scenario{}).checks) {
      if (each.id == "rule " + rule) return each.evidence;
    }
    return {};
  }

 private:
  Told told_;
};

TEST(Pho01, WantsAsManyBytesAsWereDeclared) {
  Photos told;
  told.create();
  told.chunk(0, kG, 2 * kG);
  told.chunk(kG, 2 * kG, 2 * kG);
  EXPECT_THAT(told.broken("PHO-01"), IsEmpty());
  told.chunk(2 * kG, 3 * kG, 2 * kG);
  EXPECT_THAT(told.broken("PHO-01"), ElementsAre(4));
}

TEST(Pho02, WantsAnOffsetOnEveryUpload) {
  Photos told;
  told.create();
  told.chunk(0, kG);
  EXPECT_THAT(told.broken("PHO-02"), IsEmpty());
  Photos bare;
  bare.create();
  RecordedExchange exchange = bare.chunk(0, kG).exchange();
  exchange.request_headers.clear();
  bare.add(Operation::kOther) = Step(exchange);
  EXPECT_THAT(bare.broken("PHO-02"), ElementsAre(2));
}

TEST(Pho03, WantsWholeGranulesExceptAtTheEnd) {
  Photos told;
  told.create();
  told.chunk(0, kG, kG + 5);
  told.chunk(kG, kG + 5, kG + 5);
  EXPECT_THAT(told.broken("PHO-03"), IsEmpty());
  told.create().session(2);
  told.chunk(0, 100, 200).session(2);
  EXPECT_THAT(told.broken("PHO-03"), ElementsAre(5));
}

TEST(Pho04, WantsBytesToStartWhereTheyEnd) {
  Photos told;
  told.create();
  told.chunk(0, 2 * kG);
  told.chunk(2 * kG, 3 * kG).before(2 * kG);
  EXPECT_THAT(told.broken("PHO-04"), IsEmpty());
  told.chunk(kG, 2 * kG).before(3 * kG);
  EXPECT_THAT(told.broken("PHO-04"), ElementsAre(4));
}

TEST(Pho04, BelievesTheClientThatBelievedTheServer) {
  Photos told;
  told.create();
  told.query(5 * kG);
  told.chunk(5 * kG, 6 * kG).before(0);
  EXPECT_THAT(told.broken("PHO-04"), IsEmpty());
}

// Where an answer tells no size, as Firebase's do, what was sent is what is stored.
TEST(Pho04, GoesOnBehindWhatWasTakenWithoutAWord) {
  Photos told;
  told.create();
  Step& first = told.chunk(0, 2 * kG);
  RecordedExchange silent = first.exchange();
  silent.response_headers = {{"X-Goog-Upload-Status", "active"}};
  first = Step(silent);
  told.chunk(2 * kG, 3 * kG).before(kG);
  EXPECT_THAT(told.broken("PHO-04", "firebase"), IsEmpty());
  told.chunk(kG, 2 * kG).before(3 * kG);
  EXPECT_THAT(told.broken("PHO-04", "firebase"), ElementsAre(4));
}

// The protocol's rules are for every service that speaks it; a batch is of Photos alone.
TEST(PhotosBook, HoldsForTheSiblings) {
  Photos told;
  told.create();
  told.chunk(0, 100, 200);
  told.chunk(0, kG).broken(Ending::kReset, 10);
  told.chunk(kG, 2 * kG).before(0);
  for (const char* protocol : {"photos", "firebase", "gemini", "generic"}) {
    EXPECT_THAT(told.broken("PHO-03", protocol), ElementsAre(2)) << protocol;
    EXPECT_THAT(told.broken("PHO-04", protocol), ElementsAre(4)) << protocol;
    EXPECT_THAT(told.broken("PHO-05", protocol), ElementsAre(4)) << protocol;
  }
  EXPECT_THAT(told.broken("PHO-03", "tus"), IsEmpty());
  for (const BookRule& rule : rule_book()) {
    if (!rule.id.starts_with("PHO-")) continue;
    EXPECT_EQ(rule.also.empty(), rule.id == "PHO-11") << rule.id;
  }
}

TEST(PhotosMeaning, AnUploadStatusSaysWhatARefusalMeans) {
  const auto meaning = [](int status, const char* told) {
    Photos journal;
    RecordedExchange exchange = journal.chunk(0, kG).answered(status).exchange();
    exchange.protocol = "generic";
    exchange.response_headers = {{"X-Goog-Upload-Status", told}};
    return meaning_of(exchange, false);
  };
  EXPECT_EQ(meaning(409, "active"), Meaning::kRetry);
  EXPECT_EQ(meaning(400, "active"), Meaning::kRetry);
  EXPECT_EQ(meaning(403, "active"), Meaning::kPermanent);
  EXPECT_EQ(meaning(503, "final"), Meaning::kPermanent);
  EXPECT_EQ(meaning(503, "active"), Meaning::kRetry);
  EXPECT_EQ(meaning(400, "cancelled"), Meaning::kStartOver);
}

TEST(Pho05, WantsAQuestionAfterABrokenUpload) {
  Photos told;
  told.create();
  told.chunk(0, kG).broken(Ending::kReset, 10);
  told.query(0);
  told.chunk(0, kG);
  EXPECT_THAT(told.broken("PHO-05"), IsEmpty());
  told.chunk(kG, 2 * kG).answered(503);
  told.chunk(kG, 2 * kG);
  EXPECT_THAT(told.broken("PHO-05"), ElementsAre(6));
}

TEST(Pho06, WantsSilenceAfterTheEnd) {
  Photos told;
  told.create();
  told.chunk(0, kG, kG);
  told.query(kG);
  EXPECT_THAT(told.broken("PHO-06"), IsEmpty());
  told.chunk(0, kG, kG);
  EXPECT_THAT(told.broken("PHO-06"), ElementsAre(4));
}

TEST(Pho07, WantsNothingSentToASessionThatIsGone) {
  Photos told;
  told.create();
  told.add(Operation::kQuery).answered(404);
  told.query(0);
  EXPECT_THAT(told.broken("PHO-07"), IsEmpty());
  told.chunk(0, kG);
  EXPECT_THAT(told.broken("PHO-07"), ElementsAre(4));
}

TEST(Pho08, WantsTheWaitThatWasAskedFor) {
  Photos told;
  told.create().answered(429).answer_header("Retry-After", "5").session(0);
  told.create().after(std::chrono::milliseconds(5000));
  EXPECT_THAT(told.broken("PHO-08"), IsEmpty());
  told.chunk(0, kG).answered(503).answer_header("Retry-After", "5");
  told.query(0).after(std::chrono::milliseconds(100));
  EXPECT_THAT(told.broken("PHO-08"), ::testing::Not(IsEmpty()));
}

TEST(Pho09, WantsQuestionsWithoutData) {
  Photos told;
  told.create();
  told.query(0);
  EXPECT_THAT(told.broken("PHO-09"), IsEmpty());
  told.query(0).received(3);
  EXPECT_THAT(told.broken("PHO-09"), ElementsAre(3));
}

TEST(Pho10, WantsRefusalsToBeTakenForOne) {
  Photos told;
  told.create();
  told.chunk(0, kG).answered(403);
  told.query(0);
  EXPECT_THAT(told.broken("PHO-10"), IsEmpty());
  told.chunk(0, kG).answered(403);
  told.chunk(0, kG).answered(403);
  EXPECT_THAT(told.broken("PHO-10"), ElementsAre(5));
}

TEST(Pho11, WantsOneBatchAtATime) {
  const auto batch = [](Photos& told) {
    RecordedExchange exchange = told.add(Operation::kOther).answered(200).exchange();
    exchange.rule = "photos.items.batch-create";
    exchange.session = 0;
    return exchange;
  };
  Photos told;
  told.create();
  told.add(Operation::kOther) = Step(batch(told));
  EXPECT_THAT(told.broken("PHO-11"), IsEmpty());
  Photos both;
  both.create();
  RecordedExchange first = batch(both);
  RecordedExchange second = first;
  second.seq = 3;
  second.started += std::chrono::milliseconds(1);
  both.add(Operation::kOther) = Step(second);
  RecordedExchange again = first;
  again.seq = 4;
  both.add(Operation::kOther) = Step(again);
  EXPECT_THAT(both.broken("PHO-11"), ElementsAre(3));
}

TEST(PhotosMeaning, ACancelledSessionIsAnOverSession) {
  RecordedExchange exchange;
  exchange.protocol = "photos";
  exchange.operation = Operation::kQuery;
  exchange.status = 200;
  EXPECT_EQ(meaning_of(exchange, false), Meaning::kFine);
  exchange.response_headers.emplace_back("X-Goog-Upload-Status", "cancelled");
  EXPECT_EQ(meaning_of(exchange, false), Meaning::kStartOver);
  exchange.operation = Operation::kCancel;
  EXPECT_EQ(meaning_of(exchange, false), Meaning::kFine);
  exchange.operation = Operation::kAppend;
  exchange.response_headers.clear();
  for (const int status : {404, 410}) {
    exchange.status = status;
    EXPECT_EQ(meaning_of(exchange, false), Meaning::kStartOver);
  }
  exchange.status = 400;
  EXPECT_EQ(meaning_of(exchange, false), Meaning::kPermanent);
  exchange.status = 429;
  EXPECT_EQ(meaning_of(exchange, false), Meaning::kRetry);
}

}  // namespace
}  // namespace resumulator
