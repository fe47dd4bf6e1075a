// Chunks that break off, byte for byte on the wire; and what a restart keeps.
#include <gtest/gtest.h>

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
