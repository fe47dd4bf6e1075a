// Chunks: stored, come again, the last one.
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "support/rjs_house.h"

namespace resumulator::testing_support {
namespace {

constexpr const char* kPart = R"(200 {"chunkUploadStatus":true,"resumableIdentifier":"10-abin"})";
constexpr const char* kWhole = R"(200 {"fileUploadStatus":true,"resumableIdentifier":"10-abin"})";

// Rules rjs.chunk.stored rjs.complete.last
TEST(RjsChunk, TheLastOneMakesTheFile) {
  const RjsHouse house;
  EXPECT_EQ(RjsHouse::told(house.post(last_chunk())), kPart);
  EXPECT_EQ(house.file("a.bin"), "(none)");
  EXPECT_EQ(RjsHouse::told(house.post(first_chunk())), kWhole);
  EXPECT_EQ(house.file("a.bin"), "0123456789");
  const RecordedExchange last = house.exchange(2);
  EXPECT_EQ(last.operation, Operation::kFinalize);
  EXPECT_EQ(last.rule, "resumablejs.chunk");
  EXPECT_EQ(last.protocol, "resumablejs");
  EXPECT_EQ(last.object, "a.bin");
  EXPECT_EQ(last.session, 1U);
  EXPECT_NE(last.generation, 0U);
  EXPECT_EQ(last.persisted_before, 6U);
  EXPECT_EQ(last.persisted_after, 10U);
  EXPECT_EQ(last.claimed, (ClaimedRange{0, 4, 10}));
}

// Rule rjs.complete.last: order of number, not of text.
TEST(RjsChunk, ChunksAreJoinedByNumber) {
  const RjsHouse house;
  std::string all;
  RjsChunk chunk;
  chunk.total = chunk.count = 12;
  chunk.chunk = 1;
  for (std::uint64_t i = 1; i <= 12; ++i) all += static_cast<char>('a' + i);
  for (std::uint64_t i = 12; i >= 1; --i) {
    chunk.number = i;
    chunk.bytes = all.substr(i - 1, 1);
    EXPECT_EQ(house.post(chunk).status, 200);
  }
  EXPECT_EQ(house.file("a.bin"), all);
}

// Rule rjs.chunk.duplicate
TEST(RjsChunk, TheFirstBytesWin) {
  const RjsHouse house;
  house.post(first_chunk());
  EXPECT_EQ(RjsHouse::told(house.post(first_chunk())), kPart);
  EXPECT_EQ(house.exchange(2).note, "duplicate_chunk 1, same_content: true");
  EXPECT_FALSE(house.exchange(2).disagrees.has_value());
  RjsChunk other = first_chunk();
  other.bytes = "01x3";
  EXPECT_EQ(RjsHouse::told(house.post(other)), kPart);
  EXPECT_EQ(house.exchange(3).note, "duplicate_chunk 1, same_content: false");
  EXPECT_EQ(house.exchange(3).disagrees, 2U);
  house.post(last_chunk());
  EXPECT_EQ(house.file("a.bin"), "0123456789");
}

// Rule rjs.chunk.duplicate
TEST(RjsChunk, ADuplicateIsMetAsTheSwitchSays) {
  Options options;
  options.resumablejs.duplicate = ResumableJsSwitches::Duplicate::kOverwrite;
  const RjsHouse overwrite(options);
  overwrite.post(first_chunk());
  RjsChunk other = first_chunk();
  other.bytes = "wxyz";
  overwrite.post(other);
  overwrite.post(last_chunk());
  EXPECT_EQ(overwrite.file("a.bin"), "wxyz456789");
  options.resumablejs.duplicate = ResumableJsSwitches::Duplicate::kError409;
  const RjsHouse refuse(options);
  refuse.post(first_chunk());
  EXPECT_EQ(RjsHouse::refused(refuse.post(first_chunk())), "409 duplicate_chunk");
}

// Rule rjs.complete.late
TEST(RjsChunk, AFinishedFileStaysAsItIs) {
  const RjsHouse house;
  house.post(first_chunk());
  house.post(last_chunk());
  RjsChunk late = first_chunk();
  late.bytes = "wxyz";
  EXPECT_EQ(RjsHouse::told(house.post(late)), kWhole);
  EXPECT_EQ(house.test(first_chunk()).status, 200);
  EXPECT_EQ(house.file("a.bin"), "0123456789");
  EXPECT_EQ(house.exchange(3).operation, Operation::kAppend);
  EXPECT_EQ(house.exchange(3).generation, 0U);
}

// Rules rjs.session.first rjs.complete.last: simultaneous chunks belong to one session, and one of
// them makes the file.
TEST(RjsChunk, ManyAtOnceMakeOneFile) {
  const RjsHouse house;
  const std::string all = some_bytes(24 * 5000);
  std::atomic<std::uint64_t> next{0};
  std::atomic<int> finished{0};
  const auto client = [&] {
    for (std::uint64_t i = next++; i < 48; i = next++) {
      RjsChunk chunk;
      chunk.total = all.size();
      chunk.chunk = 5000;
      chunk.count = 24;
      chunk.number = i % 24 + 1;
      chunk.bytes = all.substr(i % 24 * 5000, 5000);
      const auto answer = house.post(chunk);
      EXPECT_EQ(answer.status, 200);
      finished += answer.body.find("fileUploadStatus") != std::string::npos ? 1 : 0;
    }
  };
  std::vector<std::thread> clients;
  for (int i = 0; i < 6; ++i) clients.emplace_back(client);
  for (std::thread& each : clients) each.join();
  EXPECT_EQ(house.file("a.bin"), all);
  EXPECT_GE(finished, 1);
  int finalized = 0;
  for (const RecordedExchange& each : house.server.exchanges()) {
    EXPECT_EQ(each.session, 1U);
    finalized += each.generation != 0 ? 1 : 0;
  }
  EXPECT_EQ(finalized, 1);
}

// Rule rjs.chunk.durable
TEST(RjsChunk, WhatWasAcknowledgedIsThereAfterARestart) {
  const std::string directory = ::testing::TempDir() + "rjs-durable";
  std::filesystem::remove_all(directory);
  Options options;
  options.store_dir = directory;
  {
    const RjsHouse house(options);
    house.post(last_chunk());
  }
  {
    const RjsHouse house(options);
    EXPECT_EQ(house.test(last_chunk()).status, 200);
    EXPECT_EQ(house.test(first_chunk()).status, 204);
    EXPECT_EQ(RjsHouse::told(house.post(first_chunk())), kWhole);
  }
  const RjsHouse house(options);
  EXPECT_EQ(house.file("a.bin"), "0123456789");
  EXPECT_EQ(house.test(first_chunk()).status, 200);
  std::filesystem::remove_all(directory);
}

}  // namespace
}  // namespace resumulator::testing_support
