// The rules of the Resumable.js family, and how its clients take answers.
#include <gtest/gtest.h>

#include "unit/verdict/told.h"
#include "verdict/meaning.h"

namespace resumulator {
namespace {

using std::chrono::milliseconds;

constexpr std::uint64_t kChunk = 1000;

RecordedExchange of_family(RecordedExchange exchange, std::uint64_t number, int status,
                           std::uint64_t total) {
  exchange.protocol = "resumablejs";
  exchange.rule = "resumablejs.chunk";
  exchange.session = 1;
  exchange.status = status;
  exchange.claimed = ClaimedRange{(number - 1) * kChunk, number * kChunk, 5 * kChunk};
  exchange.received = exchange.operation == Operation::kQuery ? 0 : kChunk;
  exchange.target = "/uploads?resumableIdentifier=a&resumableChunkSize=1000&resumableTotalChunks=5"
                    "&resumableChunkNumber=" +
                    std::to_string(number) + "&resumableTotalSize=" + std::to_string(total);
  return exchange;
}

Step& ask(Told& told, std::uint64_t number, int status, std::uint64_t total = 5 * kChunk) {
  Step& step = told.add(Operation::kQuery);
  step = Step(of_family(step.exchange(), number, status, total));
  return step;
}
Step& send(Told& told, std::uint64_t number, int status = 200, std::uint64_t total = 5 * kChunk) {
  Step& step = told.add(Operation::kAppend);
  step = Step(of_family(step.exchange(), number, status, total));
  return step;
}

TEST(Rjs01, WantsRequestsThatAreWellFormed) {
  Told told;
  ask(told, 1, 204);
  send(told, 1);
  send(told, 2, 400).by_rule("refuse", "answer 400");
  EXPECT_EQ(told.rule("RJS-01").outcome, CheckOutcome::kPass);
  send(told, 2, 400);
  EXPECT_EQ(told.rule("RJS-01").seen, "#4 was refused with 400");
}

TEST(Rjs02, WantsNumbersWithinTheTotal) {
  Told told;
  send(told, 5);
  EXPECT_EQ(told.rule("RJS-02").outcome, CheckOutcome::kPass);
  ask(told, 6, 400);
  EXPECT_EQ(told.rule("RJS-02").seen, "#2 names chunk 6 of 5");
}

TEST(Rjs03, WantsSizesThatStay) {
  Told told;
  send(told, 1);
  send(told, 2);
  EXPECT_EQ(told.rule("RJS-03").outcome, CheckOutcome::kPass);
  send(told, 3, 200, 5001);
  EXPECT_EQ(told.rule("RJS-03").seen, "#3 names other sizes than before");
}

TEST(Rjs04, WantsTheSameBytesAgain) {
  Told told;
  send(told, 1, 502);
  send(told, 1);
  EXPECT_EQ(told.rule("RJS-04").outcome, CheckOutcome::kPass);
  send(told, 1).disagrees(7);
  EXPECT_EQ(told.rule("RJS-04").seen, "#3 sends another byte at 7");
}

TEST(Rjs05, WantsNothingSentThatIsThere) {
  Told told;
  ask(told, 1, 200).by_rule("lie", "answer 200");
  send(told, 1);
  EXPECT_EQ(told.rule("RJS-05").outcome, CheckOutcome::kPass);
  ask(told, 2, 200);
  send(told, 2);
  EXPECT_EQ(told.rule("RJS-05").seen, "#4 sends a chunk the server has, as #3 said");
}

TEST(Rjs06, WantsAnEndAfterARefusalForGood) {
  Told told;
  send(told, 1, 503);
  send(told, 1, 415);
  send(told, 2);
  EXPECT_EQ(told.rule("RJS-06").outcome, CheckOutcome::kPass);
  send(told, 1);
  EXPECT_EQ(told.rule("RJS-06").seen, "#4 repeats what #2 was refused with 415");
}

TEST(Rjs06, SaysNothingOfChunksItCannotTell) {
  Told told;
  for (int i = 0; i < 2; ++i) {
    Step& step = told.add(Operation::kAppend);
    RecordedExchange exchange = of_family(step.exchange(), 1, 415, 5 * kChunk);
    exchange.claimed.reset();  // parameters in a form that was refused before it was read
    step = Step(std::move(exchange));
  }
  EXPECT_EQ(told.rule("RJS-06").outcome, CheckOutcome::kPass);
}

TEST(Rjs07, WantsNoTestBetweenTries) {
  Told told;
  ask(told, 1, 204);
  send(told, 1, 502);
  send(told, 1);
  EXPECT_EQ(told.rule("RJS-07").outcome, CheckOutcome::kPass);
  ask(told, 1, 200);
  EXPECT_EQ(told.rule("RJS-07").seen, "#4 tests a chunk that was sent already");
}

TEST(Rjs08, WantsAPause) {
  Told told;
  send(told, 1, 502);
  send(told, 1, 502);
  EXPECT_EQ(told.rule("RJS-08").outcome, CheckOutcome::kPass);
  send(told, 1).after(milliseconds(3));
  EXPECT_EQ(told.rule("RJS-08").outcome, CheckOutcome::kFail);
}

// docs/protocols/resumablejs.md, "Where servers differ".
TEST(ResumableJsMeaning, IsThatOfTheClient) {
  const auto meaning = [](Operation operation, const char* rule, int status) {
    RecordedExchange exchange;
    exchange.protocol = "resumablejs";
    exchange.operation = operation;
    exchange.rule = rule;
    exchange.status = status;
    return meaning_of(exchange, false);
  };
  const auto chunk = [&](int status, const char* rule = "resumablejs.chunk") {
    return meaning(Operation::kAppend, rule, status);
  };
  EXPECT_EQ(chunk(200), Meaning::kFine);
  EXPECT_EQ(chunk(201), Meaning::kFine);
  for (const int again : {202, 204, 302, 408, 413, 429, 502, 503}) {
    EXPECT_EQ(chunk(again), Meaning::kRetry) << again;
  }
  for (const int never : {400, 401, 403, 404, 409, 415, 500, 501}) {
    EXPECT_EQ(chunk(never), Meaning::kPermanent) << never;
  }
  EXPECT_EQ(chunk(202, "resumablejs.flow.chunk"), Meaning::kFine);
  EXPECT_EQ(chunk(413, "resumablejs.flow.chunk"), Meaning::kPermanent);
  EXPECT_EQ(chunk(400, "resumablejs.flow.chunk"), Meaning::kRetry);
  EXPECT_EQ(chunk(204, "resumablejs.dropzone.chunk"), Meaning::kFine);
  EXPECT_EQ(meaning(Operation::kQuery, "resumablejs.test", 404), Meaning::kFine);
  EXPECT_EQ(meaning(Operation::kQuery, "resumablejs.flow.test", 404), Meaning::kPermanent);
  EXPECT_EQ(meaning(Operation::kQuery, "resumablejs.flow.test", 503), Meaning::kFine);
}

}  // namespace
}  // namespace resumulator
