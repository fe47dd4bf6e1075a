// Goal: whoever is turned away gets the answer whole, and delays nobody.
#include "http/refusal_desk.h"

#include <gtest/gtest.h>

#include <vector>

#include "support/socket_pair.h"

namespace resumulator {
namespace {

using testing_support::connected_pair;

TEST(RefusalDesk, AnswersWhenTheGuestHasSpokenAndClosesInOrder) {
  auto pair = connected_pair();
  RefusalDesk desk;
  desk.turn_away(Descriptor(pair.server), "HTTP/1.1 503 no\r\nContent-Length: 0\r\n\r\n");
  EXPECT_FALSE(pair.client.has_input());
  pair.client.send("GET / HTTP/1.1\r\n" + std::string(1'000'000, 'x'));
  EXPECT_EQ(pair.client.answer().status, 503);
  EXPECT_TRUE(pair.client.ended());
}

TEST(RefusalDesk, IsNotDelayedByASilentGuest) {
  auto silent = connected_pair();
  RefusalDesk desk;
  desk.turn_away(Descriptor(silent.server), "no");
  for (int i = 0; i < 20; ++i) {
    auto pair = connected_pair();
    desk.turn_away(Descriptor(pair.server), "no");
    pair.client.send("x");
    EXPECT_EQ(pair.client.take_all(), "no");
  }
}

TEST(RefusalDesk, LetsTheOldestGuestGoWhenTooManyStay) {
  RefusalDesk desk;
  std::vector<testing_support::SocketPair> guests;
  for (std::size_t i = 0; i <= RefusalDesk::kGuestsMax; ++i) {
    guests.push_back(connected_pair());
    desk.turn_away(Descriptor(guests.back().server), "no");
  }
  EXPECT_TRUE(guests.front().client.ended());
  guests.back().client.send("x");
  EXPECT_EQ(guests.back().client.take_all(), "no");
}

TEST(RefusalDesk, ClosesEveryGuestWhenItFinishes) {
  auto pair = connected_pair();
  RefusalDesk desk;
  desk.turn_away(Descriptor(pair.server), "no");
  desk.finish();
  EXPECT_TRUE(pair.client.ended());
  auto late = connected_pair();
  desk.turn_away(Descriptor(late.server), "no");
  EXPECT_TRUE(late.client.ended());
  desk.finish();
}

}  // namespace
}  // namespace resumulator
