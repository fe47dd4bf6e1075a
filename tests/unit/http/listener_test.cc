// Goal: the port is known or the reason is; nobody shares a port with another server unseen.
#include "http/listener.h"

#include <gtest/gtest.h>

#include "support/raw_client.h"

namespace resumulator {
namespace {

using testing_support::RawClient;

// Rule http.listen.localhost.
TEST(ListenOn, ServesBothFamiliesOfLocalhostOnOnePort) {
  const auto listeners = listen_on("localhost", 0);
  ASSERT_TRUE(listeners) << listeners.error().text;
  EXPECT_NE(listeners->port, 0);
  EXPECT_EQ(listeners->url_host, "127.0.0.1");
  const RawClient four(listeners->port);
  EXPECT_EQ(local_address(listeners->sockets[0].number()),
            "127.0.0.1:" + std::to_string(listeners->port));
  if (listeners->sockets.size() == 1) GTEST_SKIP() << "no IPv6 on this machine";
  const RawClient six(listeners->port, RawClient::Family::kIPv6);
  EXPECT_EQ(local_address(listeners->sockets[1].number()),
            "[::1]:" + std::to_string(listeners->port));
}

// Rule http.listen.port-in-use.
TEST(ListenOn, NamesThePortAndTheRemedyWhenItIsTaken) {
  const auto first = listen_on("localhost", 0);
  ASSERT_TRUE(first);
  for (const char* host : {"localhost", "127.0.0.1", "0.0.0.0"}) {
    const auto second = listen_on(host, first->port);
    ASSERT_FALSE(second) << host;
    EXPECT_EQ(second.error().kind, ErrorKind::kUsage);
    EXPECT_NE(second.error().text.find(std::to_string(first->port)), std::string::npos);
    EXPECT_NE(second.error().text.find("in use"), std::string::npos);
    EXPECT_NE(second.error().text.find("port 0"), std::string::npos);
  }
}

TEST(ListenOn, FailsWhenOnlyTheIPv6HalfOfThePortIsTaken) {
  const auto six = listen_on("::1", 0);
  if (!six) GTEST_SKIP() << "no IPv6 on this machine";
  EXPECT_EQ(six->url_host, "[::1]");
  const auto both = listen_on("localhost", six->port);
  ASSERT_FALSE(both);
  // Names the port; the IPv4 half may be taken too, by a client of another program.
  EXPECT_NE(both.error().text.find(std::to_string(six->port)), std::string::npos);
}

TEST(ListenOn, TakesAPortAgainThatWasJustLeft) {
  std::uint16_t port = 0;
  {
    const auto first = listen_on("localhost", 0);
    ASSERT_TRUE(first);
    port = first->port;
    const RawClient client(port);
  }
  EXPECT_TRUE(listen_on("localhost", port));
}

TEST(ListenOn, TakesNumericAddressesAsGiven) {
  const auto one = listen_on("127.0.0.1", 0);
  ASSERT_TRUE(one);
  EXPECT_EQ(one->sockets.size(), 1U);
  const auto any = listen_on("0.0.0.0", 0);
  ASSERT_TRUE(any);
  EXPECT_EQ(any->url_host, "127.0.0.1");  // what a client on this machine can use
  const RawClient client(any->port);
  const auto bracketed = listen_on("[::1]", 0);
  if (bracketed) {
    EXPECT_EQ(bracketed->url_host, "[::1]");
  }
}

TEST(ListenOn, RefusesWhatIsNoAddressOfThisMachine) {
  for (const char* host : {"", "192.0.2.1", "300.1.1.1", "a b"}) {
    const auto none = listen_on(host, 0);
    ASSERT_FALSE(none) << host;
    EXPECT_EQ(none.error().kind, ErrorKind::kUsage);
    EXPECT_EQ(none.error().where, "host");
  }
}

}  // namespace
}  // namespace resumulator
