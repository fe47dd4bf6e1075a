// Goal: what hangs is known of at once, and holds nothing longer than its client is there. Method:
// raw sockets whose bytes nobody reads.
#include <gtest/gtest.h>
#include <sys/socket.h>

#include "support/fault_house.h"

namespace resumulator::testing_support {
namespace {

constexpr std::chrono::seconds kLong{20};

std::optional<RecordedExchange> hung(const FaultHouse& house) {
  return house.server.wait_for(
      [](const RecordedExchange& each) { return each.ending == Ending::kHung; }, kLong);
}

std::string large_put(const FaultHouse& house, const std::string& session) {
  constexpr std::size_t kSize = 16 * 1024 * 1024;
  return house.text("PUT", session, some_bytes(kSize),
                    {{"Content-Range", "bytes 0-" + std::to_string(kSize - 1) + "/" +
                                           std::to_string(kSize)}});
}

/// As much as the system takes without waiting: the rest never leaves.
void send_until_full(const RawClient& client, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent =
        ::send(client.descriptor(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

TEST(FaultHang, IsInTheJournalWhileItLasts) {
  for (const char* at : {"headers", "body:1000", "stored", "answer:20", "answered"}) {
    FaultHouse house(R"({"when":{"operation":"upload"},"at":")" + std::string(at) +
                     R"(","do":"hang"})");
    const auto session = house.open("a");
    RawClient client(house.server.port());
    client.send(house.text("PUT", session, some_bytes(2000), {{"Content-Range", "bytes 0-1999/2000"}}));
    const bool answered = std::string_view(at) == "answered";
    const auto found = house.server.wait_for(
        [](const RecordedExchange& each) { return each.operation != Operation::kCreate; }, kLong);
    ASSERT_TRUE(found) << at;
    EXPECT_EQ(found->ending, answered ? Ending::kAnswered : Ending::kHung) << at;
    ASSERT_EQ(found->faults.size(), 1U) << at;
    EXPECT_EQ(found->faults[0].at, at);
    EXPECT_FALSE(house.lane().wait_until_idle(std::chrono::milliseconds(1))) << at;
    client.close();
    EXPECT_TRUE(house.lane().wait_until_idle(kLong)) << at;
    EXPECT_EQ(house.server.exchanges().size(), 2U) << at;
  }
}

TEST(FaultHang, EndsWithAClientWhoseBytesWereNeverRead) {
  FaultHouse house(R"({"when":{"operation":"upload"},"at":"body:100 KiB","do":"hang"})");
  const auto session = house.open("a");
  RawClient client(house.server.port());
  send_until_full(client, large_put(house, session));
  ASSERT_TRUE(hung(house));
  client.close();  // its FIN stands behind bytes for which there is no room
  EXPECT_TRUE(house.lane().wait_until_idle(kLong));
  EXPECT_EQ(hung(house)->received, 100U * 1024);
}

TEST(FaultHang, AStallEndsWithItsClientToo) {
  FaultHouse house(R"({"when":{"operation":"upload"},"at":"body:100 KiB","do":{"stall":"1h"}})");
  const auto session = house.open("a");
  RawClient client(house.server.port());
  send_until_full(client, large_put(house, session));
  client.close();
  const auto cut = house.server.wait_for(
      [](const RecordedExchange& each) { return each.ending == Ending::kCut; }, kLong);
  ASSERT_TRUE(cut);
  EXPECT_EQ(cut->received, 100U * 1024);
}

TEST(FaultHang, AClientThatOnlyWaitsIsThere) {
  FaultHouse house(R"({"when":{"operation":"upload"},"at":"body:100 KiB","do":"hang"})");
  const auto session = house.open("a");
  RawClient client(house.server.port());
  send_until_full(client, large_put(house, session));
  ASSERT_TRUE(hung(house));
  // Longer than it takes to look for a client that has left.
  EXPECT_FALSE(house.lane().wait_until_idle(std::chrono::milliseconds(500)));
}

}  // namespace
}  // namespace resumulator::testing_support
