// Chunks as files where python-resumable has them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <future>
#include <iterator>
#include <map>
#include <optional>
#include <thread>

#include "support/rjs_house.h"

namespace resumulator::testing_support {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

/// An upload directory that goes with it, and a server that keeps chunks there.
struct Disk {
  explicit Disk(const std::string& name) : path(::testing::TempDir() + "rjs-disk-" + name) {
    std::filesystem::remove_all(path);
    options.upload_dir = path;
    options.resumablejs.disk_layout = ResumableJsSwitches::DiskLayout::kPython;
  }
  ~Disk() { std::filesystem::remove_all(path); }
  /// Name below the directory to content, of all files there.
  [[nodiscard]] std::map<std::string, std::string> files() const {
    std::map<std::string, std::string> found;
    if (!std::filesystem::exists(path)) return found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) {
      if (!entry.is_regular_file()) continue;
      std::ifstream file(entry.path(), std::ios::binary);
      found[std::filesystem::relative(entry.path(), path)] =
          std::string(std::istreambuf_iterator<char>(file), {});
    }
    return found;
  }

  std::string path;
  Options options;
};

// Rules rjs.disk.python, rjs.disk.cleanup
TEST(RjsDisk, ChunksAreFilesUntilTheFileIsThere) {
  const Disk disk("files");
  const RjsHouse house(disk.options);
  house.post(last_chunk());
  EXPECT_THAT(disk.files(), ElementsAre(Pair(".chunks/10-abin/10-abin.2", "456789")));
  RjsChunk other = last_chunk();
  other.bytes = "xxxxxx";
  house.post(other);
  EXPECT_THAT(disk.files(), ElementsAre(Pair(".chunks/10-abin/10-abin.2", "456789")));
  house.post(first_chunk());
  EXPECT_THAT(disk.files(), ElementsAre(Pair("a.bin", "0123456789")));
  EXPECT_FALSE(std::filesystem::exists(disk.path + "/.chunks/10-abin"));
}

// Rule rjs.disk.cleanup
TEST(RjsDisk, TheyStayUntilTheyAreCleanedUpBySwitch) {
  Disk disk("manual");
  disk.options.resumablejs.cleanup = ResumableJsSwitches::Cleanup::kManual;
  const RjsHouse house(disk.options);
  house.post(first_chunk());
  house.post(last_chunk());
  EXPECT_EQ(disk.files().size(), 3U);
  EXPECT_EQ(house.request("POST", "/uploads/cleanup?resumableIdentifier=10-abin").status, 200);
  EXPECT_THAT(disk.files(), ElementsAre(Pair("a.bin", "0123456789")));
}

// Rule rjs.disk.python: what replaces a chunk replaces its file.
TEST(RjsDisk, AChunkThatIsReplacedIsReplacedThere) {
  Disk disk("replaced");
  disk.options.resumablejs.duplicate = ResumableJsSwitches::Duplicate::kOverwrite;
  const RjsHouse house(disk.options);
  house.post(first_chunk());
  RjsChunk other = first_chunk();
  other.bytes = "abcd";
  house.post(other);
  EXPECT_THAT(disk.files(), ElementsAre(Pair(".chunks/10-abin/10-abin.1", "abcd")));
}

// Rule rjs.disk.name
TEST(RjsDisk, AnIdentifierIsNeverAPath) {
  const Disk disk("names");
  const RjsHouse house(disk.options);
  for (const std::string& identifier :
       {std::string("../../etc/x"), std::string("."), std::string("a b%"), std::string(1000, 'n'),
        std::string(999, 'n') + "m"}) {
    RjsChunk chunk = first_chunk();
    chunk.identifier = identifier;
    EXPECT_EQ(house.post(chunk).status, 200) << identifier;
  }
  EXPECT_EQ(disk.files().size(), 5U) << "each has its own";
  EXPECT_TRUE(disk.files().contains(".chunks/%2e.%2f..%2fetc%2fx/%2e.%2f..%2fetc%2fx.1"));
  EXPECT_TRUE(disk.files().contains(".chunks/%2e/%2e.1"));
  EXPECT_TRUE(disk.files().contains(".chunks/a%20b%25/a%20b%25.1"));
}

// Rule rjs.disk.python: a disk that takes nothing refuses the chunk, which may come again.
TEST(RjsDisk, WhatTheDiskRefusesIsNotStored) {
  Disk disk("refused");
  const RjsHouse house(disk.options);
  std::filesystem::remove(disk.path);
  std::ofstream(disk.path) << "a file where the directory was";
  EXPECT_EQ(house.post(first_chunk()).status, 503);
  EXPECT_EQ(house.test(first_chunk()).status, 204);
  std::filesystem::remove(disk.path);
  EXPECT_EQ(house.post(first_chunk()).status, 200);
  EXPECT_EQ(disk.files().size(), 1U);
}

// Rule rjs.session.change: nor does what it said of the file bind the others.
TEST(RjsDisk, WhatTheDiskRefusesLeavesNoTrace) {
  const Disk disk("no-trace");
  const RjsHouse house(disk.options);
  std::filesystem::remove(disk.path);
  std::ofstream(disk.path) << "a file where the directory was";
  EXPECT_EQ(house.post(first_chunk()).status, 503);
  std::filesystem::remove(disk.path);
  RjsChunk other = first_chunk();
  other.total = 4;
  other.count = 1;
  EXPECT_EQ(house.test(other).status, 204);
  EXPECT_EQ(house.post(other).status, 200);
  EXPECT_EQ(house.file("a.bin"), "0123");
}

// Rule rjs.disk.python: where it cannot have its place beside the others of its upload, neither.
TEST(RjsDisk, AChunkWithoutItsPlaceIsNotStored) {
  const Disk disk("place");
  const RjsHouse house(disk.options);
  EXPECT_EQ(house.post(first_chunk()).status, 200);
  std::filesystem::remove_all(disk.path + "/.chunks/10-abin");
  std::ofstream(disk.path + "/.chunks/10-abin") << "a file where the directory was";
  EXPECT_EQ(house.post(last_chunk()).status, 503);
  EXPECT_EQ(house.test(last_chunk()).status, 204);
  EXPECT_EQ(house.file("a.bin"), "(none)");
  std::filesystem::remove(disk.path + "/.chunks/10-abin");
  EXPECT_EQ(house.post(last_chunk()).status, 200);
  EXPECT_EQ(house.file("a.bin"), "0123456789");
}

// Rule rjs.disk.name
TEST(RjsDisk, NoneIsCalledAsADevice) {
  const Disk disk("device");
  const RjsHouse house(disk.options);
  for (const char* identifier : {"CON", "nul.bin", "CONsole"}) {
    RjsChunk chunk = first_chunk();
    chunk.identifier = identifier;
    EXPECT_EQ(house.post(chunk).status, 200);
  }
  EXPECT_THAT(disk.files(), ElementsAre(Pair(".chunks/%43ON/%43ON.1", "0123"),
                                        Pair(".chunks/%6eul.bin/%6eul.bin.1", "0123"),
                                        Pair(".chunks/CONsole/CONsole.1", "0123")));
}

// Rule rjs.disk.cleanup: whoever is last takes them away.
TEST(RjsDisk, NothingIsLeftOfChunksThatComeSideBySide) {
  const Disk disk("beside");
  const RjsHouse house(disk.options);
  for (int round = 0; round < 20; ++round) {
    RjsChunk one = first_chunk();
    one.identifier += std::to_string(round);
    RjsChunk two = last_chunk();
    two.identifier = one.identifier;
    std::thread again([&] { EXPECT_EQ(house.post(one).status, 200); });
    std::thread other([&] { EXPECT_EQ(house.post(two).status, 200); });
    EXPECT_EQ(house.post(one).status, 200);
    again.join();
    other.join();
  }
  EXPECT_THAT(disk.files(), ElementsAre(Pair("a.bin", "0123456789")));
}

// Rule rjs.disk.cleanup: what ends an upload takes no copy of the next one, which may begin at that
// moment.
TEST(RjsDisk, TheNextUploadKeepsItsCopies) {
  constexpr std::chrono::milliseconds kLongEnough{200};
  const Disk disk("next");
  const RjsHouse house(disk.options);
  for (const bool by_word : {true, false}) {
    house.post(first_chunk());
    auto& sessions = ServerAccess::engine(house.server).world()->sessions();
    const auto session = sessions.find_by_key("resumablejs", "10-abin");
    ASSERT_TRUE(session);
    std::optional<Turn> turn = session->begin_turn(nullptr);
    auto ends = std::async(std::launch::async, [&] {
      return by_word ? house.request("POST", "/uploads/cleanup?resumableIdentifier=10-abin").status
                     : house.request("DELETE", "/uploads/10-abin").status;
    });
    EXPECT_EQ(ends.wait_for(kLongEnough), std::future_status::timeout);
    auto next = std::async(std::launch::async, [&] { return house.post(first_chunk()).status; });
    next.wait_for(kLongEnough);
    turn.reset();
    EXPECT_EQ(ends.get(), 200);
    EXPECT_THAT(next.get(), ::testing::AnyOf(200, 503));
    const bool there = house.test(first_chunk()).status == 200;
    EXPECT_EQ(disk.files().contains(".chunks/10-abin/10-abin.1"), there) << by_word;
  }
}

/// Says no number of chunks: the last one tells how the file is cut.
int post_last(const RjsHouse& house, const std::string& identifier, std::uint64_t number,
              const std::string& bytes) {
  RjsChunk chunk = first_chunk();
  chunk.identifier = identifier;
  chunk.number = number;
  chunk.bytes = bytes;
  Fields fields = chunk.parameters();
  fields.pop_back();
  return house.post(fields, bytes).status;
}

// Rules rjs.layout.derived, rjs.disk.python: of two last chunks at once the one that is refused has
// no copy.
TEST(RjsDisk, OfBothLastChunksAtOnceOneHasACopy) {
  const Disk disk("both");
  const RjsHouse house(disk.options);
  for (int round = 0; round < 100; ++round) {
    const std::string id = "round-" + std::to_string(round);
    int whole = 0;
    std::thread other([&] { whole = post_last(house, id, 2, "456789"); });
    const int rest = post_last(house, id, 3, "89");
    other.join();
    ASSERT_EQ(std::min(whole, rest), 200);
    ASSERT_EQ(std::max(whole, rest), 400);
    const std::string kept = whole == 200 ? ".2" : ".3";
    EXPECT_THAT(disk.files(), ElementsAre(Pair(".chunks/" + id + "/" + id + kept, ::testing::_)));
    if (rest == 200) {
      EXPECT_EQ(post_last(house, id, 2, "4567"), 200);
    }
    EXPECT_EQ(post_last(house, id, 1, "0123"), 200);
    EXPECT_THAT(disk.files(), ElementsAre(Pair("a.bin", "0123456789")));
    std::filesystem::remove(disk.path + "/a.bin");
  }
}

}  // namespace
}  // namespace resumulator::testing_support
