// What is recorded of real exchanges, and above all when: an answer a client has in hand is there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <resumulator/server.hpp>
#include <thread>

#include "support/raw_client.h"

namespace resumulator {
namespace {

using testing_support::RawClient;
constexpr auto kPatience = std::chrono::seconds(30);

std::string media(std::string_view name, std::string_view bytes) {
  return "POST /upload/storage/v1/b/b/o?uploadType=media&name=" + std::string(name) +
         " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(bytes.size()) +
         "\r\n\r\n" + std::string(bytes);
}
std::string download(std::string_view name) {
  return "GET /storage/v1/b/b/o/" + std::string(name) +
         "?alt=media HTTP/1.1\r\nHost: localhost\r\n\r\n";
}

// Each client looks for its own answer the moment it has it, while all others keep asking.
TEST(RecordedExchanges, HoldEveryAnswerAClientHasInHand) {
  Server server({.buckets = {"b"}, .limits = {.exchanges_kept_max = 200}});
  ASSERT_TRUE(server.put_object("b", "o", std::string(100'000, 'x')));
  std::atomic<int> missing{0};
  std::vector<std::thread> clients;
  for (int id = 0; id < 4; ++id) {
    clients.emplace_back([&, id] {
      RawClient client(server.port());
      for (int n = 0; n < 50; ++n) {
        const auto tag = std::to_string(id) + "-" + std::to_string(n);
        const auto asked = n % 2 == 0 ? client.ask(media("u" + tag, "hello"))
                                      : client.ask("GET /storage/v1/b/b/o/o?alt=media&tag=" + tag +
                                                   " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        bool found = false;
        for (const auto& exchange : server.exchanges()) {
          found = found || (exchange.target.ends_with(tag) && exchange.status == asked.status &&
                            exchange.ending == Ending::kAnswered);
        }
        missing += found ? 0 : 1;
      }
    });
  }
  for (auto& client : clients) client.join();
  EXPECT_EQ(missing, 0);
}

TEST(RecordedExchanges, SayWhatCameAndWhatWasKept) {
  Server server({.buckets = {"b"}});
  RawClient client(server.port());
  const auto opened = client.ask(
      "POST /upload/storage/v1/b/b/o?uploadType=resumable&name=a HTTP/1.1\r\n"
      "Host: localhost\r\nContent-Length: 0\r\n\r\n");
  auto path = opened.field("Location");
  path.erase(0, path.find("/upload"));
  (void)client.ask("PUT " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 262144\r\n" +
                   "Content-Range: bytes 0-262143/262149\r\n\r\n" + std::string(262144, 'x'));
  (void)client.ask("PUT " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n" +
                   "Content-Range: bytes */*\r\n\r\n");
  (void)client.ask("PUT " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n" +
                   "Content-Range: bytes 262144-262148/262149\r\n\r\nhello");
  const auto all = server.exchanges();
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(all[0].operation, Operation::kCreate);
  EXPECT_EQ(all[1].operation, Operation::kAppend);
  EXPECT_EQ(all[2].operation, Operation::kQuery);
  EXPECT_EQ(all[3].operation, Operation::kFinalize);
  for (const auto& exchange : all) {
    EXPECT_EQ(exchange.protocol, "gcs-json");
    EXPECT_EQ(exchange.session, 1U);
    EXPECT_EQ(exchange.object, "a");
    EXPECT_EQ(exchange.connection, 1U);
    EXPECT_EQ(exchange.connection_seq, exchange.seq);
    EXPECT_LE(exchange.started, exchange.ended);
  }
  EXPECT_EQ(all[1].claimed, (ClaimedRange{.from = 0, .to = 262144, .total = 262149}));
  EXPECT_EQ(all[1].received, 262144U);
  EXPECT_EQ(all[1].persisted_before, 0U);
  EXPECT_EQ(all[1].persisted_after, 262144U);
  EXPECT_EQ(all[3].persisted_after, 262149U);
  EXPECT_EQ(server.totals().sessions, 1U);
}

TEST(RecordedExchanges, SayThatAClientLeft) {
  Server server({.buckets = {"b"}});
  RawClient client(server.port());
  client.send(
      "POST /upload/storage/v1/b/b/o?uploadType=media&name=a HTTP/1.1\r\nHost: localhost\r\n"
      "Content-Length: 100\r\n\r\nhello");
  client.close();
  const auto exchange = server.wait_for([](const RecordedExchange&) { return true; }, kPatience);
  ASSERT_TRUE(exchange);
  EXPECT_EQ(exchange->ending, Ending::kCut);
  EXPECT_EQ(exchange->status, 0);
  EXPECT_EQ(exchange->received, 5U);
  EXPECT_EQ(exchange->note, "request ended after 5 of 100 body bytes");
  EXPECT_FALSE(server.object("b", "a"));
}

TEST(RecordedExchanges, SayThatAnAnswerWasLost) {
  Server server({.buckets = {"b"}});
  ASSERT_TRUE(server.put_object("b", "big", std::string(32U << 20, 'x')));
  RawClient client(server.port());
  client.send(download("big"));
  EXPECT_EQ(client.take(12), "HTTP/1.1 200");
  client.reset();
  const auto exchange = server.wait_for([](const RecordedExchange&) { return true; }, kPatience);
  ASSERT_TRUE(exchange);
  EXPECT_EQ(exchange->ending, Ending::kAnswerLost);
  EXPECT_EQ(exchange->status, 200);
  EXPECT_LT(exchange->sent, 32U << 20);
}

TEST(RecordedExchanges, HoldRequestsWhoseHeadWasRefused) {
  Server server;
  EXPECT_EQ(RawClient(server.port()).ask("GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n").status, 400);
  const auto all = server.exchanges();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].status, 400);
  EXPECT_EQ(all[0].protocol, "");
  EXPECT_FALSE(all[0].note.empty());
}

TEST(RecordedExchanges, AnswerUnknownPathsInTheServicesForm) {
  Server server;
  const auto answer = RawClient(server.port()).ask("DELETE / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(answer.status, 404);
  EXPECT_THAT(answer.body, ::testing::HasSubstr("\"reason\":\"notFound\""));
  EXPECT_EQ(server.exchanges().at(0).status, 404);
  EXPECT_EQ(server.exchanges().at(0).protocol, "");
  // Every other path is a bucket's.
  const auto bucket = RawClient(server.port()).ask("GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(bucket.status, 404);
  EXPECT_THAT(bucket.body, ::testing::HasSubstr("<Code>NoSuchBucket</Code>"));
}

TEST(RecordedExchanges, NeverHoldCredentials) {
  Server server;
  (void)RawClient(server.port())
      .ask(
          "GET /b?access_token=SECRET&X-Goog-Signature=SECRET HTTP/1.1\r\nHost: a\r\n"
          "Authorization: Bearer SECRET\r\nCookie: SECRET\r\nX-Goog-Encryption-Key: "
          "SECRET\r\n\r\n");
  const auto all = server.exchanges();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].target.find("SECRET"), std::string::npos);
  for (const auto& [name, value] : all[0].request_headers) {
    EXPECT_EQ(value.find("SECRET"), std::string::npos) << name;
  }
}

TEST(RecordedExchanges, AreBounded) {
  Server server({.limits = {.exchanges_kept_max = 3}});
  RawClient client(server.port());
  for (int i = 0; i < 5; ++i) (void)client.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto all = server.exchanges();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all.front().seq, 3U);
}

TEST(RecordedExchanges, CanBeWaitedFor) {
  Server server;
  std::optional<RecordedExchange> found;
  std::thread waiter([&] {
    found = server.wait_for(
        [](const RecordedExchange& exchange) { return exchange.target == "/late"; }, kPatience);
  });
  (void)RawClient(server.port()).ask("GET /late HTTP/1.1\r\nHost: a\r\n\r\n");
  waiter.join();
  EXPECT_TRUE(found);
  EXPECT_FALSE(
      server.wait_for([](const RecordedExchange&) { return false; }, std::chrono::milliseconds(1)));
}

}  // namespace
}  // namespace resumulator
