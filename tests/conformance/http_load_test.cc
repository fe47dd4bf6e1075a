// Goal: bursts, crowds and stalled clients cost their own connection and nobody else's; stopping
// waits for nobody.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <string>
#include <thread>
#include <vector>

#include "support/http_house.h"

namespace resumulator {
namespace {

using testing_support::HttpHouse;
using testing_support::kPing;
using testing_support::RawClient;
using testing_support::upload_head;

/// Client and server live in this process: two descriptors for each connection.
std::size_t crowd_of(std::size_t wished) {
  rlimit descriptors{};
  ::getrlimit(RLIMIT_NOFILE, &descriptors);
  return std::min<std::size_t>(wished, (descriptors.rlim_cur - 200) / 2);
}

std::vector<RawClient> stalled_in_their_bodies(const HttpHouse& house, std::size_t count) {
  std::vector<RawClient> out;
  out.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    out.push_back(house.client());
    out.back().send(upload_head("stalled" + std::to_string(i), "Content-Length: 1000\r\n") + "x");
  }
  return out;
}

TEST(HttpLoad, AcceptsABurstOfConnects) {
  HttpHouse house;
  std::vector<RawClient> burst;
  const auto count = crowd_of(500);
  for (std::size_t i = 0; i < count; ++i) burst.push_back(house.client());
  for (auto& client : burst) client.send(kPing);
  for (auto& client : burst) EXPECT_EQ(client.answer().status, 200);
}

// Rule http.connection.stalled, with the tests of stopping below.
TEST(HttpLoad, ServesOthersBesideStalledConnections) {
  HttpHouse house;
  auto stalled = stalled_in_their_bodies(house, crowd_of(300));
  EXPECT_TRUE(house.others_are_served());
  auto& first = stalled.front();
  EXPECT_EQ(first.ask(std::string(999, 'y')).status, 200);
  EXPECT_EQ(house.stored("stalled0"), "x" + std::string(999, 'y'));
}

// Rule http.connection.limit.
TEST(HttpLoad, Answers503PastItsConnectionsInsteadOfHanging) {
  HttpHouse house({.limits = {.connections_max = 3}});
  auto second = house.client();
  auto third = house.client();
  ASSERT_TRUE(HttpHouse::served(second));
  ASSERT_TRUE(HttpHouse::served(third));
  for (int i = 0; i < 5; ++i) {
    auto turned_away = house.client();
    const auto answer = turned_away.ask(kPing);
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.field("Connection"), "close");
    EXPECT_TRUE(turned_away.ended());
  }
  EXPECT_TRUE(HttpHouse::served(house.bystander));
  second.close();
  // The worker of `second` is free a moment after its client has left.
  for (bool served = false; !served;) served = HttpHouse::served(house.client());
}

TEST(HttpLoad, StopsWhileConnectionsAreStalled) {
  HttpHouse house;
  auto idle = house.client();
  EXPECT_EQ(idle.ask(kPing).status, 200);
  auto in_head = house.client();
  in_head.send("GET / HT");
  auto stalled = stalled_in_their_bodies(house, crowd_of(1000));
  house.server.stop();
  for (auto& client : stalled) (void)client.take_all();
  (void)idle.take_all();
  (void)in_head.take_all();
  EXPECT_THROW(house.client(), std::runtime_error);
}

TEST(HttpLoad, StopsWhileAClientTakesNothing) {
  HttpHouse house;
  ASSERT_TRUE(house.server.put_object("b", "large", std::string(32'000'000, 'l')));
  auto deaf = house.client();
  deaf.send("GET /storage/v1/b/b/o/large?alt=media HTTP/1.1\r\nHost: a\r\n\r\n");
  (void)deaf.take(1);
  house.server.stop();
}

TEST(HttpLoad, StopsWhileConnectionsKeepComing) {
  for (int round = 0; round < 10; ++round) {
    Server server;
    std::vector<std::thread> callers;
    for (int i = 0; i < 3; ++i) {
      callers.emplace_back([port = server.port()] {
        try {
          for (;;) (void)RawClient(port).ask(kPing);
        } catch (const std::runtime_error&) {
          // the server is gone
        }
      });
    }
    (void)RawClient(server.port()).ask(kPing);
    server.stop();
    for (auto& caller : callers) caller.join();
  }
}

TEST(HttpLoad, GivesItsPortBackWhenItStops) {
  Server first;
  const auto port = first.port();
  RawClient client(port);
  EXPECT_EQ(client.ask(kPing).status, 200);
  first.stop();
  Server second({.port = port});
  EXPECT_EQ(RawClient(port).ask(kPing).status, 200);
}

// Rule http.listen.port-in-use.
TEST(HttpLoad, RefusesAPortInUseWithItsNumberAndARemedy) {
  const Server first;
  const auto second = Server::try_start({.port = first.port()});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::kUsage);
  EXPECT_NE(second.error().text.find(std::to_string(first.port())), std::string::npos);
  EXPECT_NE(second.error().text.find("in use"), std::string::npos);
}

TEST(HttpLoad, ServersLiveSideBySideAndShareNothing) {
  std::vector<Server> servers;
  for (int i = 0; i < 20; ++i) servers.emplace_back(Options{});
  for (const auto& server : servers) {
    EXPECT_EQ(RawClient(server.port()).ask(kPing).status, 200);
    EXPECT_EQ(server.exchanges().size(), 1U);
  }
}

TEST(HttpLoad, GoesOnWhenSignalsInterruptItsWaits) {
  struct sigaction ours {};
  struct sigaction before {};
  ours.sa_handler = [](int) {};  // and no SA_RESTART: system calls end with EINTR
  ::sigaction(SIGUSR1, &ours, &before);
  HttpHouse house;
  sigset_t usr1;
  sigemptyset(&usr1);
  sigaddset(&usr1, SIGUSR1);
  ::pthread_sigmask(SIG_BLOCK, &usr1, nullptr);  // this thread is not the one to be interrupted
  for (int i = 0; i < 50; ++i) {
    ::kill(::getpid(), SIGUSR1);
    EXPECT_TRUE(house.others_are_served());
  }
  ::pthread_sigmask(SIG_UNBLOCK, &usr1, nullptr);
  ::sigaction(SIGUSR1, &before, nullptr);
}

TEST(HttpLoad, LeavesTheSignalsOfTheProcessAlone) {
  struct sigaction before {};
  struct sigaction after {};
  ::sigaction(SIGPIPE, nullptr, &before);
  { const Server server; }
  ::sigaction(SIGPIPE, nullptr, &after);
  EXPECT_EQ(before.sa_handler, after.sa_handler);
}

}  // namespace
}  // namespace resumulator
