// What finished files are called, in the bucket and in the upload directory.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "core/upload/composite_blob.h"
#include "core/upload/upload_dir.h"
#include "support/rjs_house.h"

namespace resumulator::testing_support {
namespace {

namespace fs = std::filesystem;

class RjsName : public ::testing::Test {
 protected:
  RjsName() : outside_(fs::path(::testing::TempDir()) / ("rjs-name-" + std::to_string(::getpid()))) {
    fs::remove_all(outside_);
    fs::create_directories(outside_);
    options_.upload_dir = (outside_ / "in").string();
  }
  ~RjsName() override {
    std::error_code ignored;
    fs::remove_all(outside_, ignored);
  }
  static RjsChunk named(std::string name, std::string bytes = "0123") {
    RjsChunk chunk;
    chunk.total = chunk.chunk = bytes.size();
    chunk.count = 1;
    chunk.bytes = std::move(bytes);
    chunk.filename = std::move(name);
    chunk.identifier = "id-" + std::to_string(++made_);
    return chunk;
  }
  [[nodiscard]] std::string content(const std::string& name) const {
    std::ifstream file(fs::path(options_.upload_dir) / name, std::ios::binary);
    if (!file) return "(none)";
    std::ostringstream all;
    all << file.rdbuf();
    return all.str();
  }
  /// Everything below the directory around the upload directory.
  [[nodiscard]] std::vector<std::string> everything() const {
    std::vector<std::string> all;
    for (const auto& entry : fs::recursive_directory_iterator(outside_)) {
      if (entry.is_regular_file()) all.push_back(fs::relative(entry.path(), outside_).string());
    }
    std::sort(all.begin(), all.end());
    return all;
  }

  const fs::path outside_;
  Options options_;
  static inline int made_ = 0;
};

// Rules rjs.complete.files rjs.name.safe
TEST_F(RjsName, AFinishedFileIsThereUnderASafeName) {
  const RjsHouse house(options_);
  for (const std::string& name :
       {std::string("a.bin"), std::string("../../b.bin"), std::string("/etc/c.bin"),
        std::string("C:\\dir\\d.bin"), std::string("e\0.bin", 6), std::string("nul.txt"),
        std::string("..")}) {
    EXPECT_EQ(house.post(named(name)).status, 200) << name;
  }
  const std::string fallback = "in/id-" + std::to_string(made_);
  const RjsChunk longest = named(std::string(4096, 'x') + ".jpeg");
  EXPECT_EQ(house.post_form(longest.parameters(), longest.bytes).status, 200);
  const std::string long_name = std::string(250, 'x') + ".jpeg";
  EXPECT_EQ(everything(),
            (std::vector<std::string>{"in/_nul.txt", "in/a.bin", "in/b.bin", "in/c.bin",
                                      "in/d.bin", "in/e.bin", fallback, "in/" + long_name}));
  EXPECT_EQ(content("a.bin"), "0123");
  EXPECT_EQ(house.file(long_name), "0123");
}

// Rule rjs.name.directories
TEST_F(RjsName, DirectoriesAreKeptWhereWanted) {
  options_.resumablejs.use_relative_path = true;
  const RjsHouse house(options_);
  RjsChunk chunk = named("a.bin");
  Fields fields = chunk.parameters();
  for (auto& [name, value] : fields) {
    if (name == "resumableRelativePath") value = "x/../../y//./a.bin";
  }
  EXPECT_EQ(house.post(fields, chunk.bytes).status, 200);
  EXPECT_EQ(everything(), (std::vector<std::string>{"in/x/y/a.bin"}));
  EXPECT_EQ(house.file("x/y/a.bin"), "0123");
  // A link in the way leads nowhere.
  fs::create_directory_symlink(outside_, fs::path(options_.upload_dir) / "link");
  chunk = named("b.bin");
  fields = chunk.parameters();
  for (auto& [name, value] : fields) {
    if (name == "resumableRelativePath") value = "link/b.bin";
  }
  EXPECT_EQ(RjsHouse::refused(house.post(fields, chunk.bytes)), "500 assembly_failed");
  EXPECT_FALSE(fs::exists(outside_ / "b.bin"));
}

// Rule rjs.name.collision
TEST_F(RjsName, ANameThatIsTakenIsMetAsTheSwitchSays) {
  using Collision = ResumableJsSwitches::Collision;
  {
    const RjsHouse house(options_);
    house.post(named("a.bin", "first"));
    EXPECT_EQ(house.post(named("a.bin", "second")).status, 200);
    EXPECT_EQ(content("a.bin"), "second");
    EXPECT_EQ(house.file("a.bin"), "second");
  }
  options_.resumablejs.collision = Collision::kRename;
  {
    const RjsHouse house(options_);
    house.post(named("a.bin", "third"));  // there is a file of that name, and no object
    house.post(named("a.bin", "fourth"));
    EXPECT_EQ(content("a.bin"), "second");
    EXPECT_EQ(content("a (1).bin"), "third");
    EXPECT_EQ(content("a (2).bin"), "fourth");
    EXPECT_EQ(house.file("a (2).bin"), "fourth");
  }
  options_.resumablejs.collision = Collision::kFail;
  const RjsHouse house(options_);
  EXPECT_EQ(RjsHouse::refused(house.post(named("a.bin", "fifth"))), "409 name_taken");
  EXPECT_EQ(content("a.bin"), "second");
}

// Rule rjs.name.collision
TEST_F(RjsName, FileAndObjectStayTogetherWhenManyWantOneName) {
  options_.resumablejs.collision = ResumableJsSwitches::Collision::kRename;
  const RjsHouse house(options_);
  house.post(named("first.bin"));  // makes the bucket
  std::vector<RjsChunk> chunks;
  for (int i = 0; i < 12; ++i) chunks.push_back(named("race.bin", "chunk " + std::to_string(10 + i)));
  std::vector<std::thread> threads;
  for (const RjsChunk& chunk : chunks) {
    threads.emplace_back([&] { EXPECT_EQ(house.post(chunk).status, 200); });
    // Somebody who makes objects, and no files.
    threads.emplace_back([&] {
      house.request("POST",
                    "/upload/storage/v1/b/uploads/o?uploadType=media&name=race.bin"
                    "&ifGenerationMatch=0",
                    "an object");
    });
  }
  for (std::thread& thread : threads) thread.join();
  const std::vector<std::string> files = everything();
  EXPECT_EQ(files.size(), chunks.size() + 1);
  for (const std::string& file : files) {
    const std::string name = file.substr(std::string_view("in/").size());
    EXPECT_EQ(content(name), house.file(name)) << name;
  }
}

// Rule rjs.name.collision
TEST_F(RjsName, AFileInItsPlaceCanBeTakenBack) {
  const std::string& directory = options_.upload_dir;
  auto file = UploadFile::write(directory, *make_composite_blob({}));
  ASSERT_TRUE(file);
  ASSERT_TRUE(file->put_in_place("x/a.bin", UploadFile::IfTaken::kRefuse));
  ASSERT_TRUE(file->take_back("x/a.bin"));
  EXPECT_EQ(content("x/a.bin"), "(none)");
  ASSERT_TRUE(file->put_in_place("b.bin", UploadFile::IfTaken::kRefuse));
  EXPECT_EQ(everything(), (std::vector<std::string>{"in/b.bin"}));
}

// Rule rjs.complete.files
TEST_F(RjsName, WhatTheDirectoryRefusesMayComeAgain) {
  const std::string blocked = options_.upload_dir;
  const RjsHouse house(options_);
  fs::remove(blocked);
  std::ofstream(blocked) << "a file where the directory was";
  const RjsChunk chunk = named("a.bin");
  EXPECT_EQ(RjsHouse::refused(house.post(chunk)), "500 assembly_failed");
  EXPECT_EQ(house.file("a.bin"), "(none)");
  fs::remove(blocked);
  EXPECT_EQ(house.post(chunk).status, 200);
  EXPECT_EQ(content("a.bin"), "0123");
}

// Rule rjs.complete.again
TEST_F(RjsName, WhoeverAsksFinishesAFileThatWasNotMade) {
  const std::string blocked = options_.upload_dir;
  const auto asks = [](const RjsHouse& house, int who, const RjsChunk& chunk) {
    if (who == 0) return house.test(chunk).status;
    if (who == 1) return house.post(chunk).status;
    return house.request("GET", "/uploads/status?resumableIdentifier=" + chunk.identifier).status;
  };
  for (const int who : {0, 1, 2}) {
    fs::remove_all(blocked);
    const RjsHouse house(options_);
    fs::remove(blocked);
    std::ofstream(blocked) << "a file where the directory was";
    const RjsChunk chunk = named("a.bin");
    EXPECT_EQ(RjsHouse::refused(house.post(chunk)), "500 assembly_failed");
    EXPECT_EQ(RjsHouse::refused(house.test(chunk)), "500 assembly_failed") << "nothing to resume";
    fs::remove(blocked);
    EXPECT_EQ(asks(house, who, chunk), 200) << who;
    EXPECT_EQ(content("a.bin"), "0123") << who;
    EXPECT_EQ(house.file("a.bin"), "0123") << who;
    EXPECT_EQ(house.test(chunk).status, 200) << who;
  }
}

// Rule rjs.complete.files: what a killed process left goes, what another one still writes does not.
TEST_F(RjsName, WhatAKilledProcessLeftIsRemovedAtStart) {
  const fs::path in = options_.upload_dir;
  fs::create_directories(in);
  std::ofstream(in / ".resumulator-a1B2c3") << "half a fi";
  std::ofstream(in / ".resumulator-notes") << "the user's own";
  const auto writing = UploadFile::write(in, *make_composite_blob({}));
  ASSERT_TRUE(writing);
  const RjsHouse house(options_);
  EXPECT_FALSE(fs::exists(in / ".resumulator-a1B2c3"));
  EXPECT_TRUE(fs::exists(in / ".resumulator-notes"));
  EXPECT_EQ(everything().size(), 2U) << "the one that is being written as well";
}

}  // namespace
}  // namespace resumulator::testing_support
