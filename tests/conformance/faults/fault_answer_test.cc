// Goal: what rules do to an answer is on the wire byte for byte. Method: raw sockets.
#include <gtest/gtest.h>

#include "support/fault_house.h"

namespace resumulator::testing_support {
namespace {

constexpr const char* kPing = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
constexpr const char* kQuery = R"({"when":{"operation":"query"},)";

std::string query_text(const GcsHouse& house, const std::string& session) {
  return house.text("PUT", session, "", {{"Content-Range", "bytes */*"}});
}

TEST(FaultAnswer, SpeaksAsTheServiceDoesForThatStatus) {
  FaultHouse house(
      R"({"when":{"operation":["create","stat"]},"times":"always","do":{"answer":503}})");
  const auto created = house.start("a");
  EXPECT_EQ(created.status, 503);
  EXPECT_EQ(created.reason, "Service Unavailable");
  EXPECT_FALSE(created.body.empty());
  EXPECT_EQ(json_of(house.get("a"))["error"]["code"], 503);
}

TEST(FaultAnswer, CarriesThePartsTheRuleReplaces) {
  FaultHouse house(
      R"({"when":{"operation":"create"},"do":{"answer":{"status":429,"reason":"Slow Down","body":"wait",
          "headers":{"X-Quota":"0"},"retry_after":"date:90s"}}})");
  const auto answer = house.start("a");
  EXPECT_EQ(answer.reason, "Slow Down");
  EXPECT_EQ(answer.body, "wait");
  EXPECT_EQ(answer.field("X-Quota"), "0");
  EXPECT_EQ(answer.field("Retry-After"), "Tue, 01 Jan 2030 00:01:30 GMT");
}

TEST(FaultAnswer, LosesTheAnswerOfWhatIsStored) {
  FaultHouse house(R"({"when":{"operation":"finalize"},"at":"stored","do":"reset"})");
  const auto session = house.open("a");
  const auto body = some_bytes(1000);
  RawClient client(house.server.port());
  client.send(house.text("PUT", session, body, {{"Content-Range", "bytes 0-999/1000"}}));
  EXPECT_TRUE(client.was_reset());
  EXPECT_EQ(house.stored("a"), body);
  EXPECT_EQ(house.ask(session).status, 200);
  const auto lost = house.exchange(2);
  EXPECT_EQ(lost.status, 0);
  EXPECT_EQ(lost.ending, Ending::kReset);
  EXPECT_EQ(lost.persisted_after, 1000U);
  EXPECT_NE(lost.generation, 0U);
}

TEST(FaultAnswer, StopsAtTheExactByteOfTheAnswer) {
  for (const std::size_t at : {0U, 1U, 12U, 40U}) {
    FaultHouse house(std::string(kQuery) + R"("at":"answer:)" + std::to_string(at) +
                     R"(","do":"close"})");
    const auto session = house.open("a");
    RawClient client(house.server.port());
    client.send(query_text(house, session));
    const auto got = client.take_all();
    EXPECT_EQ(got.size(), at);
    EXPECT_TRUE(
        std::string_view("HTTP/1.1 308 Resume Incomplete\r\n").starts_with(got.substr(0, 32)));
    EXPECT_EQ(house.exchange(2).ending, Ending::kClosed);
    EXPECT_EQ(house.ask(session).status, 308);
  }
}

TEST(FaultAnswer, ResetsInTheMiddleOfAnAnswer) {
  FaultHouse house(std::string(kQuery) + R"("at":"answer:20","do":"reset"})");
  const auto session = house.open("a");
  RawClient client(house.server.port());
  client.send(query_text(house, session));
  EXPECT_TRUE(client.was_reset());
}

TEST(FaultAnswer, AnnouncesTheWholeLengthAndSendsAPart) {
  FaultHouse house(R"({"when":{"operation":"stat"},"at":"stored","do":{"truncate_answer":200}})");
  house.media("a", "bytes");
  RawClient client(house.server.port());
  client.send(house.text("GET", "/storage/v1/b/b/o/a", "", {}));
  const auto got = client.take_all();
  EXPECT_EQ(got.size(), 200U);
  EXPECT_TRUE(got.starts_with("HTTP/1.1 200 OK\r\n"));
}

TEST(FaultAnswer, AnnouncesAnotherLength) {
  FaultHouse house(R"({"when":{"operation":"create"},"do":{"content_length":"+10"}})");
  RawClient client(house.server.port());
  client.send(house.text("POST", "/upload/storage/v1/b/b/o?uploadType=resumable&name=a", "", {}));
  const auto got = client.take_all();
  EXPECT_NE(got.find("\r\nContent-Length: 10\r\n"), std::string::npos) << got;
  EXPECT_TRUE(got.ends_with("\r\n\r\n"));
}

TEST(FaultAnswer, SendsSeededGarbage) {
  const auto garbage_of = [](const char* params, std::uint64_t seed) {
    Options options;
    options.seed = seed;
    FaultHouse house(std::string(kQuery) + R"("do":{"garbage":)" + params + "}}", options);
    const auto session = house.open("a");
    RawClient client(house.server.port());
    client.send(query_text(house, session));
    auto got = client.take_all();
    EXPECT_EQ(house.exchange(2).ending, Ending::kGarbage);
    return got;
  };
  EXPECT_EQ(garbage_of("64", 1).size(), 64U);
  EXPECT_EQ(garbage_of("64", 1), garbage_of("64", 1));
  EXPECT_NE(garbage_of("64", 1), garbage_of("64", 2));
  const auto chunk = garbage_of(R"({"bytes":64,"where":"chunk"})", 1);
  EXPECT_TRUE(chunk.starts_with("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
  EXPECT_EQ(chunk.size(),
            std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").size() + 64);
}

TEST(FaultAnswer, WritesSlowly) {
  FaultHouse house(R"({"when":{"operation":"download"},"do":{"write_rate":"1 MiB/s"}})");
  house.media("a", some_bytes(kGranule));
  EXPECT_EQ(house.get("a", "?alt=media").body, some_bytes(kGranule));
  const auto exchange = house.exchange(2);
  EXPECT_GE(exchange.ended - exchange.started, std::chrono::milliseconds(200));
}

TEST(FaultAnswer, SetsAndDropsHeaders) {
  FaultHouse house(
      std::string(kQuery) +
      R"("do":{"header":{"set":{"Range":"bytes=0-9"},"drop":["X-GUploader-UploadID"]}}})");
  const auto answer = house.ask(house.open("a"));
  EXPECT_EQ(progress_of(answer), "308 bytes=0-9");
  EXPECT_FALSE(answer.has("X-GUploader-UploadID"));
}

TEST(FaultAnswer, SendsTheEarlierAnswerAgain) {
  FaultHouse house(R"({"when":{"operation":"query","nth":2},"do":"stale_answer"})");
  const auto session = house.open("a");
  EXPECT_EQ(progress_of(house.ask(session)), "308 -");
  house.server.put_object("b", "other", "x").value();
  EXPECT_EQ(house.put(session, "0-262143/*", some_bytes(kGranule)).status, 308);
  const auto stale = house.ask(session);  // what the chunk was told, not what a question would be
  EXPECT_EQ(progress_of(stale), "308 bytes=0-262143");
}

TEST(FaultAnswer, AnswersAsUsualWhereNothingWasSaidYet) {
  FaultHouse house(R"({"when":{"operation":"query"},"do":"stale_answer"})");
  const auto session = house.open("a");
  RawClient client(house.server.port());
  const auto put =
      house.text("PUT", session, some_bytes(kGranule), {{"Content-Range", "bytes 0-262143/*"}});
  client.send(put.substr(0, put.size() - 1));
  client.half_close();
  EXPECT_EQ(client.take_all(), "");
  EXPECT_EQ(house.ask(session).status, 308);
}

TEST(FaultConnection, HangsUntilTheClientLeavesOrTheServerStops) {
  FaultHouse house(std::string(kQuery) + R"("times":"always","do":"hang"})");
  const auto session = house.open("a");
  RawClient leaving(house.server.port());
  leaving.send(query_text(house, session));
  leaving.close();
  const auto hung = house.server.wait_for(
      [](const RecordedExchange& each) { return each.ending == Ending::kHung; },
      std::chrono::seconds(20));
  ASSERT_TRUE(hung);
  EXPECT_EQ(hung->status, 0);
  RawClient staying(house.server.port());
  staying.send(query_text(house, session));
  house.server.stop();  // joins: does not wait for an hour
  EXPECT_EQ(staying.take_all(), "");
}

TEST(FaultConnection, EndsAReusedConnectionAtItsSecondRequest) {
  FaultHouse house(R"({"when":{"connection":"reused"},"do":"reset"})");
  RawClient client(house.server.port());
  EXPECT_EQ(client.ask(kPing).status, 200);
  client.send(kPing);
  EXPECT_TRUE(client.was_reset());
}

TEST(FaultConnection, RefusesAtAccept) {
  FaultHouse house(R"({"at":"accept","do":"reset"})");
  RawClient refused(house.server.port());
  EXPECT_TRUE(refused.was_reset());
  EXPECT_EQ(RawClient(house.server.port()).ask(kPing).status, 200);
  EXPECT_EQ(house.exchange(1).ending, Ending::kReset);
}

TEST(FaultConnection, IsNotTheAdminApisWhenARuleStrikesAtAccept) {
  FaultHouse house(R"({"name":"door","at":"accept","do":"reset","times":"always"})");
  RawClient refused(house.server.port());
  refused.send(kPing);
  EXPECT_TRUE(refused.was_reset());
  EXPECT_TRUE(RawClient(house.server.port()).was_reset()) << "who says nothing is struck, too";
  EXPECT_EQ(house.request("DELETE", "/_emu/v1/lanes/main/rules/door").status, 200);
  EXPECT_EQ(RawClient(house.server.port()).ask(kPing).status, 200);
}

TEST(FaultConnection, ClosesBehindAWholeAnswer) {
  FaultHouse house(std::string(kQuery) + R"("at":"answered","do":"close"})");
  const auto session = house.open("a");
  RawClient client(house.server.port());
  const auto answer = client.ask(query_text(house, session));
  EXPECT_EQ(answer.status, 308);
  EXPECT_EQ(answer.field("Connection"), "");
  EXPECT_TRUE(client.ended());
}

}  // namespace
}  // namespace resumulator::testing_support
