// Goal: what rules do to sessions, time and stored bytes shows in what the service says next.
#include <gtest/gtest.h>

#include "support/fault_house.h"

namespace resumulator::testing_support {
namespace {

const std::string kChunk = some_bytes(2 * kGranule);

TEST(FaultSession, ForgetsAcknowledgedBytes) {
  FaultHouse house(
      R"({"when":{"operation":"append"},"at":"answered","do":{"forget_bytes":"100000"}})");
  const auto session = house.open("a");
  EXPECT_EQ(progress_of(house.put(session, "0-524287/*", kChunk)), "308 bytes=0-524287");
  EXPECT_EQ(progress_of(house.ask(session)), "308 bytes=0-424287");
  EXPECT_EQ(house.put(session, "424288-524287/524288", kChunk.substr(424288)).status, 200);
  EXPECT_EQ(house.stored("a"), kChunk);
}

TEST(FaultSession, HidesProgressOnceAndThenShowsIt) {
  FaultHouse house(R"({"when":{"operation":"query"},"do":"hide_progress"})");
  const auto session = house.open("a");
  house.put(session, "0-524287/*", kChunk);
  EXPECT_EQ(progress_of(house.ask(session)), "308 -");
  EXPECT_EQ(progress_of(house.ask(session)), "308 bytes=0-524287");
}

TEST(FaultSession, ClaimsMoreAndLessThanIsStored) {
  FaultHouse house(
      R"({"when":{"operation":"append"},"do":{"claim_bytes":"+262144"}},
         {"when":{"operation":"query"},"do":{"claim_bytes":"-262144"}})");
  const auto session = house.open("a");
  EXPECT_EQ(progress_of(house.put(session, "0-524287/*", kChunk)), "308 bytes=0-786431");
  EXPECT_EQ(progress_of(house.ask(session)), "308 bytes=0-262143");
  EXPECT_EQ(progress_of(house.ask(session)), "308 bytes=0-524287");
}

struct EndCase {
  const char* word;
  int status;
};
class FaultSessionEnd : public testing::TestWithParam<EndCase> {};
TEST_P(FaultSessionEnd, IsToldFromThenOn) {
  FaultHouse house(R"({"when":{"operation":"append","nth":2},"do":{"session":")" +
                   std::string(GetParam().word) + R"("}})");
  const auto session = house.open("a");
  EXPECT_EQ(house.put(session, "0-524287/*", kChunk).status, 308);
  EXPECT_EQ(house.put(session, "524288-1048575/*", kChunk).status, GetParam().status);
  EXPECT_EQ(house.ask(session).status, GetParam().status);
  EXPECT_EQ(house.exchange(3).session, 1U);
}
INSTANTIATE_TEST_SUITE_P(Ways, FaultSessionEnd,
                         testing::Values(EndCase{"forget", 404}, EndCase{"gone", 410},
                                         EndCase{"expire", 400}));

TEST(FaultSession, EndsInTheMiddleOfABody) {
  FaultHouse house(R"({"when":{"operation":"append"},"at":"body:1000","do":{"session":"gone"}})");
  const auto session = house.open("a");
  EXPECT_EQ(house.put(session, "0-524287/*", kChunk).status, 410);
  EXPECT_EQ(house.ask(session).status, 410);
}

TEST(FaultSession, SleepsForEightDaysInTheMiddleOfABody) {
  FaultHouse house(
      R"({"when":{"operation":"upload","nth":2},"at":"body:1 KiB","do":[{"advance_clock":"8d"},"close"]})");
  const auto session = house.open("a");
  EXPECT_EQ(house.put(session, "0-524287/*", kChunk).status, 308);
  RawClient client(house.server.port());
  client.send(house.text("PUT", session, kChunk, {{"Content-Range", "bytes 524288-1048575/*"}}));
  EXPECT_TRUE(client.ended());
  EXPECT_EQ(house.ask(session).status, 400);
}

TEST(FaultSession, LivesOnlySoLong) {
  FaultHouse house(R"({"when":{"operation":"append"},"do":{"expire_after":"1h"}})");
  const auto session = house.open("a");
  EXPECT_EQ(house.put(session, "0-524287/*", kChunk).status, 308);
  house.clock->advance(std::chrono::minutes(59));
  EXPECT_EQ(house.ask(session).status, 308);
  house.clock->advance(std::chrono::minutes(2));
  EXPECT_EQ(house.ask(session).status, 400);
}

TEST(FaultSession, TakesARequestTwiceAndTellsTheSecondAnswer) {
  FaultHouse house(R"({"when":{"operation":["append","simple"]},"times":2,"do":"apply_twice"})");
  const auto session = house.open("a");
  // The second pass finds all of its bytes stored and skips them.
  EXPECT_EQ(progress_of(house.put(session, "0-524287/*", kChunk)), "308 bytes=0-524287");
  EXPECT_EQ(house.put(session, "524288-524299/524300", "twelve bytes").status, 200);
  EXPECT_EQ(house.stored("a"), kChunk + "twelve bytes");
  const auto twice = house.media("once", "x", "&ifGenerationMatch=0");
  EXPECT_EQ(twice.status, 412);  // the first pass has made it
  EXPECT_EQ(house.stored("once"), "x");
}

TEST(FaultSession, RecordsWhatTheFirstOfTwoPassesFoundAndMade) {
  FaultHouse house(R"({"when":{"operation":"finalize"},"do":"apply_twice"})");
  const auto session = house.open("a");
  EXPECT_EQ(house.put(session, "0-11/12", "twelve bytes").status, 200);
  const auto last = house.exchange(2);
  EXPECT_EQ(last.operation, Operation::kFinalize);
  EXPECT_EQ(last.generation, house.server.object("b", "a")->generation);
  EXPECT_EQ(last.persisted_before, 0U);
  EXPECT_EQ(last.persisted_after, 12U);
}

// Rule gcs.finalize.by-query.
TEST(FaultSession, TakesAQuestionThatEndsTheUploadForItsLastRequest) {
  FaultHouse house(R"({"when":{"operation":"finalize"},"at":"headers","do":{"answer":503}},
                      {"when":{"operation":"query"},"at":"headers","do":{"answer":500}})");
  const auto session = house.open("a");
  EXPECT_EQ(house.put(session, "*/262144").status, 500);  // nothing is there: it only asks
  EXPECT_EQ(house.put(session, "0-262143/*", kChunk.substr(0, 262144)).status, 308);
  EXPECT_EQ(house.put(session, "*/262144").status, 503);
  EXPECT_EQ(house.exchange(4).operation, Operation::kFinalize);
  EXPECT_EQ(house.put(session, "*/262144").status, 200);
}

TEST(FaultIntegrity, FlipsOneStoredBitAndIsHonestAboutTheChecksum) {
  FaultHouse house(R"({"when":{"operation":["finalize","simple"]},"at":"stored","times":2,
                       "do":{"flip_bit":{"byte":1000,"bit":3}}})");
  auto damaged = kChunk;
  damaged[1000] = static_cast<char>(damaged[1000] ^ 8);
  const auto whole = house.media("plain", damaged, "");  // damaged twice is as before
  EXPECT_EQ(house.stored("plain"), kChunk);
  const auto session = house.open("a");
  const auto answer = house.put(session, "0-524287/524288", kChunk);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(house.stored("a"), damaged);
  const auto clean = json_of(house.media("clean", damaged));
  EXPECT_EQ(json_of(answer)["crc32c"], clean["crc32c"]);
  EXPECT_EQ(json_of(answer)["md5Hash"], clean["md5Hash"]);
  EXPECT_EQ(json_of(house.ask(session))["crc32c"], clean["crc32c"]);
  EXPECT_EQ(json_of(house.get("a"))["crc32c"], clean["crc32c"]);
}

TEST(FaultIntegrity, DamageOfAChunkShowsInTheObjectItEndsIn) {
  FaultHouse house(R"({"when":{"operation":"append"},"do":{"flip_bit":{"byte":7,"bit":0}}})");
  const auto session = house.open("a");
  house.put(session, "0-524287/*", kChunk);
  EXPECT_EQ(house.put(session, "*/524288").status, 200);
  auto damaged = kChunk;
  damaged[7] = static_cast<char>(damaged[7] ^ 1);
  EXPECT_EQ(house.stored("a"), damaged);
}

TEST(FaultIntegrity, TellsAWrongChecksumOfRightBytes) {
  FaultHouse house(R"({"when":{"operation":["finalize","simple"]},"at":"stored","times":2,
                       "do":{"wrong_checksum":"all"}})");
  const auto session = house.open("a");
  const auto told = json_of(house.put(session, "0-524287/524288", kChunk));
  const auto also = json_of(house.media("m", kChunk));
  const auto real = json_of(house.get("a"));
  EXPECT_EQ(house.stored("a"), kChunk);
  EXPECT_NE(told["crc32c"], real["crc32c"]);
  EXPECT_NE(told["md5Hash"], real["md5Hash"]);
  EXPECT_EQ(also["crc32c"], told["crc32c"]);
}

TEST(FaultRules, CountStepsAndPhases) {
  FaultHouse house(R"({"when":{"operation":"query"},"steps":[{"answer":503},"pass",{"answer":500}]},
                      {"when":{"operation":"query","phase":"late"},"do":{"answer":418},"priority":1},
                      {"when":{"operation":"query","nth":5},"do":[{"enter":"late"},{"note":"it is late"}]})");
  const auto session = house.open("a");
  std::string seen;
  for (int i = 0; i < 6; ++i) seen += std::to_string(house.ask(session).status) + " ";
  EXPECT_EQ(seen, "503 308 500 308 308 418 ");
  EXPECT_EQ(house.exchange(6).note, "it is late");
}

TEST(FaultRules, AreSwappedWhileRequestsRun) {
  FaultHouse house(
      R"({"name":"first","when":{"operation":"query"},"times":3,"do":{"answer":503}})");
  const auto session = house.open("a");
  EXPECT_EQ(house.ask(session).status, 503);
  house.obey(R"({"name":"first","when":{"operation":"query"},"times":2,"do":{"answer":500}})");
  EXPECT_EQ(house.ask(session).status, 500);  // the count goes on: one of two is used up
  EXPECT_EQ(house.ask(session).status, 308);
}

}  // namespace
}  // namespace resumulator::testing_support
