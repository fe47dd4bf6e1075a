// Chunks that break off, byte for byte on the wire; and what a restart keeps.
#include <gtest/gtest.h>

#include "core/upload/append.h"
#include "support/filepond_house.h"
#include "support/program.h"

namespace resumulator::testing_support {
namespace {

// Rule fpd.patch.cut
TEST(FilePondCut, AChunkThatBreaksOffLeavesNothing) {
  const FilePondHouse house;
  const std::string id = house.begin(10);
  house.patch(id, 0, "0123");
  const std::string chunk =
      house.text("PATCH", FilePondHouse::address(id), "456789", FilePondHouse::chunk_fields(4, 10));
  for (std::size_t missing = 1; missing <= 6; ++missing) {
    RawClient client(house.server.port());
    client.send(chunk.substr(0, chunk.size() - missing));
    client.half_close();
    EXPECT_EQ(client.take_all(), "");
    EXPECT_EQ(house.progress(id), "200 4") << missing;
  }
  EXPECT_EQ(FilePondHouse::told(house.patch(id, 4, "456789")), "204 10");
  EXPECT_EQ(house.file(id), "0123456789");
}

/// Stores all bytes as a server does that is killed before it makes the file.
void store_and_die(const FilePondHouse& house, const std::string& id) {
  const auto session = ServerAccess::engine(house.server).world()->sessions().find(id);
  ASSERT_TRUE(session);
  Turn turn = session->begin_turn(nullptr);
  MemoryBody body("0123456789");
  const auto done = append_body(turn, {.length = 10, .total = 10}, {}, body);
  ASSERT_EQ(done.outcome, Appended::Outcome::kReachedTotal);
}

// Rule fpd.transfer.caught-up: a client takes a HEAD that tells all bytes for the end.
TEST(FilePondCut, WhoeverAsksForATransferOfAllBytesFinishesIt) {
  const FilePondHouse house;
  for (const int how : {0, 1, 2}) {
    const std::string id = house.begin(10);
    store_and_die(house, id);
    EXPECT_EQ(house.file(id), "(none)");
    if (how == 0) {
      EXPECT_EQ(house.progress(id), "200 10");
    }
    if (how == 1) {
      EXPECT_EQ(house.request("GET", "/filepond?load=" + id).body, "0123456789");
    }
    if (how == 2) {
      EXPECT_EQ(FilePondHouse::told(house.patch(id, 4, "456789")), "204 10");
    }
    EXPECT_EQ(house.file(id), "0123456789") << how;
  }
}

// Rule fpd.transfer.caught-up
TEST(FilePondCut, SoDoesTheServerThatOpensTheStore) {
  const TemporaryDirectory directory;
  Options options;
  options.store_dir = directory.path();
  std::string id;
  std::string waits;
  {
    const FilePondHouse house({}, options);
    id = house.begin(10);
    waits = house.begin(10);
    store_and_die(house, id);
  }
  const FilePondHouse house({}, options);
  EXPECT_EQ(house.file(id), "0123456789");
  EXPECT_EQ(house.file(waits), "(none)");
}

// Rule fpd.transfer.durable
TEST(FilePondCut, ATransferOutlivesTheProcess) {
  const TemporaryDirectory directory;
  Options options;
  options.store_dir = directory.path();
  std::string id;
  {
    const FilePondHouse house({}, options);
    id = house.begin(10);
    house.patch(id, 0, "0123");
  }
  const FilePondHouse house({}, options);
  EXPECT_EQ(house.progress(id), "200 4");
  EXPECT_EQ(FilePondHouse::told(house.patch(id, 4, "456789")), "204 10");
  EXPECT_EQ(house.file(id), "0123456789");
}

}  // namespace
}  // namespace resumulator::testing_support
