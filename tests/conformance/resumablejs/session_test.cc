// What an identifier stands for, and for how long.
#include <gtest/gtest.h>

#include <filesystem>

#include "support/rjs_house.h"

namespace resumulator::testing_support {
namespace {

RjsChunk other_total() {
  RjsChunk chunk = first_chunk();
  chunk.total = 11;
  return chunk;
}

// Rule rjs.session.change
TEST(RjsSession, OtherSizesThanBeforeAreRefused) {
  const RjsHouse house;
  house.post(first_chunk());
  EXPECT_EQ(RjsHouse::refused(house.post(other_total())), "409 parameter_conflict");
  RjsChunk other_cut = first_chunk();
  other_cut.chunk = 5;
  other_cut.bytes = "01234";
  EXPECT_EQ(RjsHouse::refused(house.post(other_cut)), "409 parameter_conflict");
  RjsChunk forced = first_chunk();
  forced.count = 3;
  EXPECT_EQ(RjsHouse::refused(house.post(forced)), "409 parameter_conflict");
  EXPECT_EQ(house.post(last_chunk()).status, 200);
  EXPECT_EQ(house.file("a.bin"), "0123456789");
  EXPECT_EQ(RjsHouse::refused(house.post(other_total())), "409 parameter_conflict");
}

// Rule rjs.session.change
TEST(RjsSession, OrBeginItAnewOrAreIgnored) {
  Options options;
  options.resumablejs.on_param_change = ResumableJsSwitches::ParamChange::kReset;
  const RjsHouse reset(options);
  reset.post(first_chunk());
  EXPECT_EQ(reset.post(other_total()).status, 200);
  EXPECT_EQ(reset.exchange(2).session, 2U);
  EXPECT_EQ(reset.post(last_chunk()).status, 200);
  EXPECT_EQ(reset.exchange(3).session, 3U);
  EXPECT_EQ(reset.test(first_chunk()).status, 204);
  options.resumablejs.on_param_change = ResumableJsSwitches::ParamChange::kIgnore;
  const RjsHouse ignore(options);
  ignore.post(first_chunk());
  EXPECT_EQ(ignore.post(other_total()).status, 200);
  EXPECT_EQ(ignore.exchange(2).session, 1U);
}

// Rule rjs.session.expiry
TEST(RjsSession, AnUnfinishedUploadIsForgottenInTime) {
  const RjsHouse house;
  house.post(first_chunk());
  house.clock->advance(std::chrono::hours(24 * 7));
  EXPECT_EQ(house.test(first_chunk()).status, 204);
  EXPECT_EQ(house.post(last_chunk()).status, 200);
  EXPECT_EQ(house.exchange(3).session, 2U);
  EXPECT_EQ(house.file("a.bin"), "(none)");
}

// Rule rjs.session.expiry
TEST(RjsSession, TheSwitchSaysWhen) {
  Options options;
  options.resumablejs.session_ttl = std::chrono::minutes(10);
  const RjsHouse house(options);
  house.post(first_chunk());
  house.clock->advance(std::chrono::minutes(9));
  EXPECT_EQ(house.test(first_chunk()).status, 200);
  house.clock->advance(std::chrono::minutes(1));
  EXPECT_EQ(house.test(first_chunk()).status, 204);
}

// Rule rjs.session.expiry
TEST(RjsSession, ARestartProlongsNoLife) {
  const std::string directory = ::testing::TempDir() + "rjs-session-ttl";
  std::filesystem::remove_all(directory);
  Options options;
  options.store_dir = directory;
  options.resumablejs.session_ttl = std::chrono::minutes(10);
  RjsHouse(options).post(first_chunk());
  {
    const RjsHouse house(options);
    house.clock->advance(std::chrono::minutes(9));
    EXPECT_EQ(house.test(first_chunk()).status, 200);
    house.clock->advance(std::chrono::minutes(1));
    EXPECT_EQ(house.test(first_chunk()).status, 204);
  }
  std::filesystem::remove_all(directory);
}

}  // namespace
}  // namespace resumulator::testing_support
