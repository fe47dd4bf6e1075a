// Goal: a fault at byte N of a body acts at byte N, and the session keeps what the rule says.
// Method: raw sockets; what the session has afterwards is asked over another connection.
#include <gtest/gtest.h>

#include "support/fault_house.h"

namespace resumulator::testing_support {
namespace {

constexpr std::uint64_t kMiB = 1024 * 1024;
constexpr const char* kPingLine = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

/// The head of a PUT of `size` bytes from 0 and the first `sent` of them.
std::string part_of_put(const GcsHouse& house, const std::string& session, std::uint64_t size,
                        std::uint64_t sent, const char* mark = "-") {
  const auto body = some_bytes(size);
  const auto range = "bytes 0-" + std::to_string(size - 1) + "/" + std::to_string(size);
  const auto text = house.text("PUT", session, body, {{"Content-Range", range}, {"X-Mark", mark}});
  return text.substr(0, text.size() - size + sent);
}

TEST(FaultBody, AnswersInsteadOfReadingOnAtTheExactByte) {
  FaultHouse house(R"({"when":{"operation":"upload"},"at":"body:300 KiB","do":{"answer":503}})");
  const auto session = house.open("a");
  RawClient client(house.server.port());
  // One byte short: the rule waits for it.
  client.send(part_of_put(house, session, kMiB, 300 * 1024 - 1));
  EXPECT_FALSE(client.has_input());
  client.send(some_bytes(kMiB).substr(300 * 1024 - 1, 1));
  EXPECT_EQ(client.answer().status, 503);
  EXPECT_TRUE(client.ended());
  EXPECT_EQ(progress_of(house.ask(session)), "308 bytes=0-262143");
  const auto exchange = house.exchange(2);
  EXPECT_EQ(exchange.received, 300U * 1024);
  ASSERT_EQ(exchange.faults.size(), 1U);
  EXPECT_EQ(exchange.faults[0].at, "body:307200");
  EXPECT_EQ(exchange.faults[0].did, "answer 503");
  EXPECT_EQ(exchange.persisted_after, kGranule);
}

TEST(FaultBody, ActsBeforeTheFirstByteAndBehindTheLast) {
  for (const std::uint64_t at : {std::uint64_t{0}, kMiB}) {
    FaultHouse house(R"({"when":{"operation":"upload"},"at":"body:)" + std::to_string(at) +
                     R"(","do":"reset"})");
    const auto session = house.open("a");
    RawClient client(house.server.port());
    client.send(part_of_put(house, session, kMiB, at));
    EXPECT_TRUE(client.was_reset()) << at;
    EXPECT_EQ(house.exchange(2).received, at);
    EXPECT_EQ(house.exchange(2).ending, Ending::kReset);
    // All bytes are there, and yet no object: the request never came to its end.
    EXPECT_EQ(progress_of(house.ask(session)), at == 0 ? "308 -" : "308 bytes=0-1048575");
    EXPECT_EQ(house.stored("a"), "(none)");
  }
}

struct KeepCase {
  const char* keep;
  const char* progress;
};
class FaultKeep : public testing::TestWithParam<KeepCase> {};

TEST_P(FaultKeep, DecidesWhatACutLeaves) {
  FaultHouse house(R"({"when":{"operation":"upload"},"at":"body:600 KiB","do":"close","keep":)" +
                   std::string(GetParam().keep) + "}");
  const auto session = house.open("a");
  RawClient client(house.server.port());
  client.send(part_of_put(house, session, kMiB, 600 * 1024));
  EXPECT_TRUE(client.ended());
  EXPECT_EQ(progress_of(house.ask(session)), GetParam().progress);
  EXPECT_EQ(house.exchange(2).ending, Ending::kClosed);
}
INSTANTIATE_TEST_SUITE_P(Ways, FaultKeep,
                         testing::Values(KeepCase{R"("received")", "308 bytes=0-614399"},
                                         KeepCase{R"("aligned")", "308 bytes=0-524287"},
                                         KeepCase{R"("nothing")", "308 -"},
                                         KeepCase{"1000", "308 bytes=0-999"},
                                         KeepCase{R"("2 MiB")", "308 bytes=0-614399"},
                                         KeepCase{R"("50%")", "308 bytes=0-307199"}));

TEST(FaultKeep, AloneIsAServerThatStoresLessAndSaysSo) {
  FaultHouse house(R"({"when":{"operation":"upload"},"keep":"512 KiB"})");
  const auto session = house.open("a");
  const auto body = some_bytes(kMiB);
  // The last chunk too: the object is not finished with half of its bytes.
  EXPECT_EQ(progress_of(house.put(session, "0-1048575/1048576", body)), "308 bytes=0-524287");
  EXPECT_EQ(house.put(session, "524288-1048575/1048576", body.substr(524288)).status, 200);
  EXPECT_EQ(house.stored("a"), body);
}

TEST(FaultBody, CountsBytesOfTheObjectWhicheverRequestCarriesThem) {
  FaultHouse house(
      R"({"when":{"operation":"upload"},"at":"object:600 KiB","keep":"received","do":"reset"})");
  const auto session = house.open("a");
  const auto body = some_bytes(kMiB);
  EXPECT_EQ(house.put(session, "0-524287/1048576", body.substr(0, 524288)).status, 308);
  RawClient client(house.server.port());
  const auto text = house.text("PUT", session, body.substr(524288),
                               {{"Content-Range", "bytes 524288-1048575/1048576"}});
  client.send(text);
  EXPECT_TRUE(client.was_reset());
  EXPECT_EQ(house.exchange(3).received, 600U * 1024 - 524288);
  EXPECT_EQ(progress_of(house.ask(session)), "308 bytes=0-614399");
}

TEST(FaultBody, ReadsTheWholeBodyFirstWhenTheRuleSaysBody) {
  FaultHouse house(R"({"when":{"operation":"upload"},"at":"body","do":{"answer":500}})");
  const auto session = house.open("a");
  RawClient client(house.server.port());
  const auto body = some_bytes(kGranule + 10);
  const auto put = house.text("PUT", session, body, {{"Content-Range", "bytes 0-262153/262154"}});
  EXPECT_EQ(client.ask(put).status, 500);
  EXPECT_EQ(client.ask(kPingLine).status, 200);  // nothing was left unread: the connection lives on
  EXPECT_EQ(progress_of(house.ask(session)), "308 bytes=0-262143");
}

TEST(FaultBody, DrainsWhereTheRuleSaysSo) {
  FaultHouse house(
      R"({"when":{"operation":"upload"},"at":"body:10","drain":true,"do":{"answer":503}})");
  const auto session = house.open("a");
  RawClient client(house.server.port());
  const auto body = some_bytes(kMiB);
  const auto put = house.text("PUT", session, body, {{"Content-Range", "bytes 0-1048575/1048576"}});
  EXPECT_EQ(client.ask(put).status, 503);
  EXPECT_EQ(client.ask(kPingLine).status, 200);
  EXPECT_EQ(house.exchange(2).received, 10U);
}

TEST(FaultBody, RefusesTheHeadWithoutReadingABody) {
  FaultHouse house(
      R"({"when":{"operation":"upload"},"do":{"answer":{"status":429,"retry_after":"3s"}}})");
  const auto session = house.open("a");
  RawClient client(house.server.port());
  client.send(part_of_put(house, session, kMiB, 0));
  const auto answer = client.answer();
  EXPECT_EQ(answer.status, 429);
  EXPECT_EQ(answer.field("Retry-After"), "3");
  EXPECT_EQ(answer.field("Connection"), "close");
  EXPECT_EQ(house.exchange(2).received, 0U);
  EXPECT_EQ(progress_of(house.ask(session)), "308 -");
}

TEST(FaultBody, WaitsBeforeTheInterimAnswer) {
  FaultHouse house(R"({"when":{"operation":"upload"},"do":{"answer":503}})");
  const auto session = house.open("a");
  RawClient client(house.server.port());
  const auto put =
      house.text("PUT", session, "", {{"Expect", "100-continue"}}, "Content-Length: 10\r\n");
  client.send(put);
  EXPECT_TRUE(client.take(12) == "HTTP/1.1 503");
}

TEST(FaultBody, SlowsTheBodyDown) {
  FaultHouse house(R"({"when":{"operation":"upload"},"do":{"read_rate":"1 MiB/s"}})");
  const auto session = house.open("a");
  const auto body = some_bytes(kGranule);
  EXPECT_EQ(house.put(session, "0-262143/262144", body).status, 200);
  const auto exchange = house.exchange(2);
  // A quarter of a second by the server's own record, not by ours.
  EXPECT_GE(exchange.ended - exchange.started, std::chrono::milliseconds(200));
}

TEST(FaultBody, AStalledUploadGivesWayToTheNextRequestOnItsSession) {
  Options options;
  options.limits.takeover_after = std::chrono::milliseconds(20);
  FaultHouse house(
      R"({"when":{"operation":"upload","header":{"X-Mark":"stalled"}},
          "at":"body:300 KiB","do":{"stall":"1h"}})",
      options);
  const auto session = house.open("a");
  const auto body = some_bytes(kMiB);
  RawClient stalled(house.server.port());
  stalled.send(part_of_put(house, session, kMiB, 300 * 1024, "stalled"));
  // A client that gave up waiting sends the rest from what it knows: nothing.
  EXPECT_EQ(house.put(session, "0-1048575/1048576", body).status, 200);
  EXPECT_EQ(house.stored("a"), body);
}

}  // namespace
}  // namespace resumulator::testing_support
