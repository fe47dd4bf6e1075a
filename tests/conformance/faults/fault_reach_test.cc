// Goal: while a rule waits for a byte of a body, the client's system hands over little behind it.
// Method: a client that sends as fast as it can while nobody reads on; what has left it is what it
// sent less what its own system still holds.
#include <gtest/gtest.h>
#include <linux/sockios.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <resumulator/hold.hpp>

#include "support/fault_house.h"

namespace resumulator::testing_support {
namespace {

constexpr std::uint64_t kMiB = 1024 * 1024;
constexpr std::uint64_t kAheadMax = 128 * 1024;

/// Sends until the system takes no more for a while.
std::uint64_t send_until_full(const RawClient& client, std::string_view bytes) {
  std::uint64_t sent = 0;
  while (sent < bytes.size()) {
    pollfd watched{client.descriptor(), POLLOUT, 0};
    if (::poll(&watched, 1, 300) <= 0) break;
    const auto went = ::send(client.descriptor(), bytes.data() + sent, bytes.size() - sent,
                             MSG_DONTWAIT | MSG_NOSIGNAL);
    if (went < 0) break;
    sent += static_cast<std::uint64_t>(went);
  }
  return sent;
}

/// Bytes the client's system has not had confirmed yet.
std::uint64_t still_here(const RawClient& client) {
  int held = 0;
  EXPECT_EQ(::ioctl(client.descriptor(), SIOCOUTQ, &held), 0);
  return static_cast<std::uint64_t>(held);
}

std::string whole_put(const GcsHouse& house, const std::string& session, std::uint64_t size) {
  const auto range = "bytes 0-" + std::to_string(size - 1) + "/" + std::to_string(size);
  return house.text("PUT", session, some_bytes(size), {{"Content-Range", range}});
}

TEST(FaultReach, LittleLeavesTheClientBehindTheByteARuleWaitsFor) {
  for (const std::uint64_t stop : {std::uint64_t{0}, 300 * 1024UL, 3 * kMiB}) {
    FaultHouse house(R"({"when":{"operation":"upload"},"at":"body:)" + std::to_string(stop) +
                     R"(","do":"hang"})");
    RawClient client(house.server.port());
    const std::string text = whole_put(house, house.open("a"), 16 * kMiB);
    const std::uint64_t head = text.size() - 16 * kMiB;
    const std::uint64_t sent = send_until_full(client, text);
    const std::uint64_t left = sent - still_here(client);
    EXPECT_LT(sent, text.size()) << "somebody took all of it";
    EXPECT_GE(left, head + stop) << stop;
    EXPECT_LT(left, head + stop + kAheadMax) << stop;
  }
}

TEST(FaultReach, BytesOfTheObjectAreWaitedForAlike) {
  FaultHouse house(R"({"when":{"operation":"upload"},"at":"object:2 MiB","do":"hang"})");
  const auto session = house.open("a");
  EXPECT_EQ(house.put(session, "0-1048575/*", some_bytes(kMiB)).status, 308);
  RawClient client(house.server.port());
  const auto text = house.text("PUT", session, some_bytes(8 * kMiB),
                               {{"Content-Range", "bytes 1048576-9437183/9437184"}});
  const std::uint64_t head = text.size() - 8 * kMiB;
  const std::uint64_t left = send_until_full(client, text) - still_here(client);
  EXPECT_GE(left, head + kMiB);
  EXPECT_LT(left, head + kMiB + kAheadMax);
}

TEST(FaultReach, BehindTheByteTheBodyFlowsAgain) {
  FaultHouse house(R"({"when":{"operation":"upload"},"at":"body:1 MiB","do":{"note":"passed"}})");
  const auto bytes = some_bytes(24 * kMiB);
  const auto answer = house.put(house.open("a"), "0-25165823/25165824", bytes);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(house.stored("a"), bytes);
  EXPECT_EQ(house.exchange(2).note, "passed");
}

}  // namespace
}  // namespace resumulator::testing_support
