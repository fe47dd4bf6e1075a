// Uploads that have all their chunks and no file, because the process ended between the two: the
// server that opens the store again makes the file, and nobody has to ask.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "core/upload/part_set.h"
#include "support/program.h"
#include "support/rjs_house.h"

namespace resumulator::testing_support {
namespace {

namespace fs = std::filesystem;
using Collision = ResumableJsSwitches::Collision;

class RjsInterrupted : public ::testing::Test {
 protected:
  RjsInterrupted() {
    options_.store_dir = directory_.path("store");
    options_.upload_dir = directory_.path("in");
  }
  /// Stores both chunks as a server does that is killed before it makes the file.
  void store_and_die() const {
    const RjsHouse house(options_);
    ASSERT_EQ(house.post(first_chunk()).status, 200);
    const auto world = ServerAccess::engine(house.server).world();
    const auto session = world->sessions().find_by_key("resumablejs", "10-abin");
    ASSERT_TRUE(session);
    MemoryBody body(last_chunk().bytes);
    auto received = receive_part(*world, body, 100);
    ASSERT_TRUE(received);
    const auto put = session->parts()->put(2, *std::move(received), PartSet::Duplicate::kKeepFirst);
    ASSERT_EQ(put.outcome, PartSet::Put::Outcome::kStored);
  }
  void leave(const std::string& name, const std::string& content) const {
    std::ofstream(fs::path(options_.upload_dir) / name) << content;
  }
  /// Names in the upload directory.
  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> found;
    for (const auto& entry : fs::directory_iterator(options_.upload_dir)) {
      found.push_back(entry.path().filename().string());
    }
    return found;
  }
  [[nodiscard]] std::string content(const std::string& name) const {
    return read_file(options_.upload_dir + "/" + name);
  }

  const TemporaryDirectory directory_;
  Options options_;
};

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

// Rule rjs.complete.again
TEST_F(RjsInterrupted, TheServerThatOpensTheStoreMakesTheFile) {
  store_and_die();
  ASSERT_THAT(names(), ElementsAre());
  const RjsHouse house(options_);
  EXPECT_EQ(content("a.bin"), "0123456789");
  EXPECT_EQ(house.file("a.bin"), "0123456789");
  EXPECT_EQ(house.test(first_chunk()).status, 200);
}

// Rule rjs.complete.again
TEST_F(RjsInterrupted, NotWhereFilesAreMadeByWordNorWhereChunksAreMissing) {
  RjsHouse(options_).post(last_chunk());
  EXPECT_EQ(RjsHouse(options_).file("a.bin"), "(none)");
  options_.resumablejs.assemble = ResumableJsSwitches::Assemble::kManual;
  RjsHouse(options_).post(first_chunk());
  EXPECT_EQ(RjsHouse(options_).file("a.bin"), "(none)");
}

// Rule rjs.name.own
TEST_F(RjsInterrupted, AFileThatIsCalledAsAHiddenOneStays) {
  RjsChunk chunk = first_chunk();
  chunk.total = 4;
  chunk.count = 1;
  chunk.filename = ".resumulator-a1B2c3";
  EXPECT_EQ(RjsHouse(options_).post(chunk).status, 200);
  const RjsHouse house(options_);
  EXPECT_EQ(content("_.resumulator-a1B2c3"), "0123");
}

// Rule rjs.complete.again: a start does not put what was left before in the place of what came
// later.
TEST_F(RjsInterrupted, ANewerFileOfThatNameStays) {
  store_and_die();
  {
    options_.resumablejs.assemble = ResumableJsSwitches::Assemble::kManual;
    const RjsHouse house(options_);
    RjsChunk newer = first_chunk();
    newer.identifier = "newer";
    newer.total = 4;
    newer.count = 1;
    newer.bytes = "wxyz";
    EXPECT_EQ(house.post(newer).status, 200);
    EXPECT_EQ(house.request("POST", "/uploads/assemble?resumableIdentifier=newer").status, 200);
    options_.resumablejs.assemble = ResumableJsSwitches::Assemble::kAuto;
  }
  const RjsHouse house(options_);
  EXPECT_EQ(content("a.bin"), "wxyz");
  EXPECT_EQ(house.file("a.bin"), "wxyz");
  EXPECT_EQ(house.test(first_chunk()).status, 200) << "whoever asks gets it";
  EXPECT_EQ(content("a.bin"), "0123456789");
}

// Rule rjs.complete.left-over: killed between the file and the object of it.
TEST_F(RjsInterrupted, AFileThatIsThereAlreadyIsItsOwn) {
  for (const Collision collision : {Collision::kOverwrite, Collision::kRename, Collision::kFail}) {
    fs::remove_all(options_.store_dir);
    fs::remove_all(options_.upload_dir);
    options_.resumablejs.collision = collision;
    store_and_die();
    leave("a.bin", "0123456789");
    const RjsHouse house(options_);
    EXPECT_THAT(names(), ElementsAre("a.bin"));
    EXPECT_EQ(content("a.bin"), "0123456789");
    EXPECT_EQ(house.file("a.bin"), "0123456789");
  }
}

// Rules rjs.complete.left-over, rjs.name.collision: other bytes are somebody else's.
TEST_F(RjsInterrupted, AFileOfOtherBytesIsNot) {
  for (const char* other : {"0123456780", "012345678", "01234567890"}) {
    fs::remove_all(options_.store_dir);
    fs::remove_all(options_.upload_dir);
    options_.resumablejs.collision = Collision::kRename;
    store_and_die();
    leave("a.bin", other);
    const RjsHouse house(options_);
    EXPECT_THAT(names(), UnorderedElementsAre("a.bin", "a (1).bin"));
    EXPECT_EQ(content("a.bin"), other);
    EXPECT_EQ(house.file("a (1).bin"), "0123456789");
  }
  fs::remove_all(options_.store_dir);
  options_.resumablejs.collision = Collision::kFail;
  store_and_die();
  leave("a.bin", "another one");
  const RjsHouse house(options_);
  EXPECT_EQ(content("a.bin"), "another one");
  EXPECT_EQ(RjsHouse::refused(house.test(first_chunk())), "409 name_taken");
}

// Rule rjs.disk.cleanup: killed before the copies of the chunks were removed.
TEST_F(RjsInterrupted, CopiesOfChunksGo) {
  options_.resumablejs.disk_layout = ResumableJsSwitches::DiskLayout::kPython;
  {
    const RjsHouse house(options_);
    house.post(first_chunk());
    house.post(last_chunk());
    RjsChunk unfinished = first_chunk();
    unfinished.identifier = "other";
    house.post(unfinished);
  }
  fs::create_directories(options_.upload_dir + "/.chunks/10-abin");
  leave(".chunks/10-abin/10-abin.1", "0123");
  const RjsHouse house(options_);
  EXPECT_FALSE(fs::exists(options_.upload_dir + "/.chunks/10-abin"));
  EXPECT_EQ(content(".chunks/other/other.1"), "0123");
}

}  // namespace
}  // namespace resumulator::testing_support
