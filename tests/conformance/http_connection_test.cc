// Goal: connections live as long as both sides want them to, and an answer always arrives whole.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <thread>

#include "support/http_house.h"

namespace resumulator {
namespace {

using namespace std::chrono_literals;
using testing_support::HttpHouse;
using testing_support::kPing;
using testing_support::RawClient;
using testing_support::upload;
using testing_support::upload_head;

const std::string kAskOld = "GET / HTTP/1.0\r\nHost: a\r\n\r\n";
const std::string kRefusedUpload = "POST /no/such/place HTTP/1.1\r\nHost: a\r\n";

// Rule http.connection.keep-alive, with the tests of pipelining, wishes and HTTP/1.0 below.
TEST(HttpConnection, ServesManyRequestsOneAfterAnother) {
  HttpHouse house;
  auto client = house.client();
  for (int i = 0; i < 200; ++i) ASSERT_EQ(client.ask(kPing).status, 200);
  const auto exchanges = house.server.exchanges();
  ASSERT_EQ(exchanges.size(), 200U);
  EXPECT_EQ(exchanges.back().connection, exchanges.front().connection);
  EXPECT_EQ(exchanges.front().connection_seq, 1U);
  EXPECT_EQ(exchanges.back().connection_seq, 200U);
}

// Rule http.connection.numbers.
TEST(HttpConnection, NumbersConnectionsInTheOrderOfAcceptance) {
  HttpHouse house;  // its bystander is connection 1
  auto second = house.client();
  auto third = house.client();
  EXPECT_EQ(third.ask(kPing).status, 200);
  EXPECT_EQ(second.ask(kPing).status, 200);
  const auto exchanges = house.server.exchanges();
  ASSERT_EQ(exchanges.size(), 2U);
  EXPECT_EQ(exchanges[0].connection, 3U);
  EXPECT_EQ(exchanges[1].connection, 2U);
}

TEST(HttpConnection, AnswersPipelinedRequestsInOrder) {
  HttpHouse house;
  auto client = house.client();
  client.send(upload("one", "1") + upload("two", "22") + kPing + upload("three", "333"));
  for (const char* name : {"one", "two"}) {
    const auto answer = client.answer();
    EXPECT_EQ(answer.status, 200);
    EXPECT_NE(answer.body.find(name), std::string::npos);
  }
  EXPECT_EQ(client.answer().status, 200);
  EXPECT_NE(client.answer().body.find("three"), std::string::npos);
  EXPECT_EQ(house.stored("three"), "333");
}

TEST(HttpConnection, ClosesWhenTheClientWishesSo) {
  HttpHouse house;
  auto client = house.client();
  const auto answer = client.ask("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.field("Connection"), "close");
  EXPECT_TRUE(client.ended());
}

TEST(HttpConnection, ClosesBehindHttp10UnlessAskedToKeep) {
  HttpHouse house;
  auto closing = house.client();
  EXPECT_EQ(closing.ask(kAskOld).status, 200);
  EXPECT_TRUE(closing.ended());
  auto keeping = house.client();
  for (int i = 0; i < 2; ++i) {
    const auto answer = keeping.ask("GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.field("Connection"), "keep-alive");
  }
}

// Rule http.connection.half-close.
TEST(HttpConnection, AnswersAClientThatHasClosedItsSide) {
  HttpHouse house;
  auto client = house.client();
  client.send(upload("o", "hello"));
  client.half_close();
  EXPECT_EQ(client.answer().status, 200);
  EXPECT_TRUE(client.ended());
  EXPECT_EQ(house.stored("o"), "hello");
}

// Rule http.connection.idle, this test and the next.
TEST(HttpConnection, EndsIdleOnesInSilence) {
  HttpHouse house({.limits = {.idle_timeout = 1ms}});
  auto fresh = house.client();
  EXPECT_TRUE(fresh.ended());
  EXPECT_TRUE(house.server.exchanges().empty());
}

TEST(HttpConnection, OutlivesAnIdleTimeLongerThanTheReadTimeout) {
  HttpHouse house({.limits = {.read_timeout = 1ms, .idle_timeout = 1min}});
  auto client = house.client();
  EXPECT_EQ(client.ask(kPing).status, 200);
  auto silent = house.client();
  silent.send("G");
  EXPECT_EQ(silent.answer().status, 408);  // far more than a millisecond has passed by now
  EXPECT_EQ(client.ask(kPing).status, 200);
}

// Rule http.answer.no-body.
TEST(HttpConnection, SendsNoBodyToHead) {
  HttpHouse house;
  auto client = house.client();
  client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto answer = client.answer(true);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(client.ask(kPing).status, 200);
}

// Rule http.body.continue, this test and the two that follow.
TEST(HttpConnection, SendsContinueWhenTheBodyIsWanted) {
  HttpHouse house;
  auto client = house.client();
  client.send(upload_head("o", "Content-Length: 5\r\nExpect: 100-continue\r\n"));
  EXPECT_EQ(client.take(25), "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_EQ(client.ask("hello").status, 200);
  EXPECT_EQ(house.stored("o"), "hello");
  EXPECT_EQ(client.ask(kPing).status, 200);
}

TEST(HttpConnection, SendsNoContinueForABodyItRefuses) {
  HttpHouse house;
  auto client = house.client();
  const auto answer =
      client.ask(kRefusedUpload + "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(answer.status / 100, 4);
  EXPECT_EQ(answer.field("Connection"), "close");  // the body may come or not: no telling which
  EXPECT_TRUE(client.ended());
}

TEST(HttpConnection, SendsNoContinueWithoutABodyOrToHttp10) {
  HttpHouse house;
  auto client = house.client();
  EXPECT_EQ(client.ask(upload_head("o", "Content-Length: 0\r\nExpect: 100-continue\r\n")).status,
            200);
  auto old = house.client();
  old.send(
      "POST /upload/storage/v1/b/b/o?uploadType=media&name=p HTTP/1.0\r\nHost: a\r\n"
      "Content-Length: 1\r\nExpect: 100-continue\r\n\r\nx");
  EXPECT_EQ(old.answer().status, 200);
}

// Rule http.body.unread.
TEST(HttpConnection, SkipsASmallBodyNobodyRead) {
  HttpHouse house;
  auto client = house.client();
  client.send(kRefusedUpload + "Content-Length: 60000\r\n\r\n" + std::string(60'000, 'u'));
  EXPECT_EQ(client.answer().status / 100, 4);
  EXPECT_EQ(client.ask(kPing).status, 200);
  client.send(kRefusedUpload + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
  EXPECT_EQ(client.answer().status / 100, 4);
  EXPECT_TRUE(house.others_are_served());
}

// Rule http.connection.close-in-order: a close with unread input is an RST, and that takes the
// answer away from the client.
TEST(HttpConnection, DeliversTheAnswerToAClientThatSendsItsWholeBodyFirst) {
  HttpHouse house;
  auto client = house.client();
  client.send(kRefusedUpload + "Content-Length: 20000000\r\n\r\n");
  EXPECT_TRUE(client.send(std::string(20'000'000, 'u')));
  const auto answer = client.answer();
  EXPECT_EQ(answer.status / 100, 4);
  EXPECT_EQ(answer.field("Connection"), "close");
  EXPECT_TRUE(client.ended());
  EXPECT_TRUE(house.others_are_served());
}

// Rule http.listen.localhost.
TEST(HttpConnection, ServesBothLoopbacksOnOnePort) {
  HttpHouse house;
  try {
    auto six = house.client(RawClient::Family::kIPv6);
    EXPECT_EQ(six.ask(kPing).status, 200);
  } catch (const std::runtime_error&) {
    GTEST_SKIP() << "no IPv6 on this machine";
  }
}

TEST(HttpConnection, SurvivesClientsThatLeaveAtAnyPoint) {
  HttpHouse house;
  const auto whole = upload("o", "0123456789");
  for (std::size_t at = 0; at < whole.size(); at += 7) {
    auto leaving = house.client();
    leaving.send(whole.substr(0, at));
    if (at % 2 == 0) leaving.reset();
  }
  EXPECT_TRUE(house.others_are_served());
}

TEST(HttpConnection, SurvivesAClientThatLeavesBeforeItsAnswer) {
  HttpHouse house;
  ASSERT_TRUE(house.server.put_object("b", "large", std::string(8'000'000, 'l')));
  auto leaving = house.client();
  leaving.send("GET /storage/v1/b/b/o/large?alt=media HTTP/1.1\r\nHost: a\r\n\r\n");
  (void)leaving.take(1000);
  leaving.reset();
  const auto record = house.server.wait_for(
      [](const RecordedExchange& one) { return one.ending == Ending::kAnswerLost; },
      RawClient::kPatience);
  EXPECT_TRUE(record);
  EXPECT_TRUE(house.others_are_served());
}

}  // namespace
}  // namespace resumulator
