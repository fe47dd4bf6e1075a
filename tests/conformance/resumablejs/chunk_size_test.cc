// How a file is cut, and what a chunk that does not fit gets.
#include <gtest/gtest.h>

#include <thread>

#include "support/rjs_house.h"

namespace resumulator::testing_support {
namespace {

RjsChunk chunk_of(std::uint64_t total, std::uint64_t chunk, std::uint64_t count,
                  std::uint64_t number, std::uint64_t size) {
  RjsChunk one;
  one.total = total;
  one.chunk = chunk;
  one.count = count;
  one.number = number;
  one.identifier = std::to_string(total) + "-" + std::to_string(count);
  one.bytes = some_bytes(size, number);
  return one;
}
Fields without_count(const RjsChunk& chunk) {
  Fields fields = chunk.parameters();
  fields.pop_back();
  return fields;
}

// Rule rjs.layout.inferred
TEST(RjsChunkSize, TheNumberOfChunksTellsTheMode) {
  const RjsHouse house;
  EXPECT_EQ(house.post(chunk_of(10, 4, 2, 2, 6)).status, 200);
  EXPECT_EQ(house.post(chunk_of(10, 4, 3, 2, 4)).status, 200);
  EXPECT_EQ(house.post(chunk_of(10, 4, 3, 3, 2)).status, 200);
  EXPECT_EQ(house.post(chunk_of(3, 4, 1, 1, 3)).status, 200);
  EXPECT_EQ(house.post(chunk_of(7, 4, 1, 1, 7)).status, 200);
  EXPECT_EQ(RjsHouse::refused(house.post(chunk_of(10, 4, 4, 1, 4))), "400 invalid_parameter");
  EXPECT_EQ(RjsHouse::refused(house.post(chunk_of(10, 4, 1, 1, 10))), "400 invalid_parameter");
}

// Rule rjs.layout.derived
TEST(RjsChunkSize, WithoutANumberOfChunksTheLastChunkTellsTheMode) {
  for (const bool last_first : {false, true}) {
    const RjsHouse house;
    std::vector<RjsChunk> chunks = {chunk_of(10, 4, 0, 1, 4), chunk_of(10, 4, 0, 2, 4),
                                    chunk_of(10, 4, 0, 3, 2)};
    std::string all;
    for (const RjsChunk& chunk : chunks) all += chunk.bytes;
    if (last_first) std::swap(chunks.front(), chunks.back());
    for (const RjsChunk& chunk : chunks) {
      EXPECT_EQ(house.post(without_count(chunk), chunk.bytes).status, 200) << chunk.number;
    }
    EXPECT_EQ(house.file("a.bin"), all);
  }
  const RjsHouse house;
  const RjsChunk first = chunk_of(10, 4, 0, 1, 4);
  const RjsChunk last = chunk_of(10, 4, 0, 2, 6);
  house.post(without_count(last), last.bytes);
  house.post(without_count(first), first.bytes);
  EXPECT_EQ(house.file("a.bin"), first.bytes + last.bytes);
}

// Rule rjs.layout.derived: in any order, whether a chunk says its own size or not.
TEST(RjsChunkSize, WhatOneChunkGaveAwayHoldsForTheOthers) {
  for (const bool says_size : {true, false}) {
    using Order = std::vector<std::uint64_t>;
    for (const Order& order : {Order{1, 2, 3}, Order{1, 3, 2}, Order{2, 3, 1}, Order{3, 1, 2}}) {
      const RjsHouse house;
      std::string all;
      for (const std::uint64_t number : {1U, 2U, 3U}) {
        all += some_bytes(number == 3 ? 2 : 4, number);
      }
      for (const std::uint64_t number : order) {
        const RjsChunk chunk = chunk_of(10, 4, 0, number, number == 3 ? 2 : 4);
        Fields fields = without_count(chunk);
        std::erase_if(fields, [says_size](const auto& field) {
          return !says_size && field.first == "resumableCurrentChunkSize";
        });
        EXPECT_EQ(house.post(fields, chunk.bytes).status, 200) << number;
        EXPECT_EQ(house.request("GET", RjsHouse::target(fields)).status, 200) << number;
      }
      EXPECT_EQ(house.file("a.bin"), all);
    }
  }
}

// Rule rjs.layout.derived
TEST(RjsChunkSize, NoChunkOfTheOtherModeFollows) {
  const auto say = [](const RjsHouse& house, std::uint64_t number, std::uint64_t size) {
    const RjsChunk chunk = chunk_of(10, 4, 0, number, size);
    return RjsHouse::refused(house.post(without_count(chunk), chunk.bytes)).substr(0, 23);
  };
  const RjsHouse rest_first;
  EXPECT_EQ(say(rest_first, 3, 2), "200 -");
  EXPECT_EQ(say(rest_first, 2, 6), "400 wrong_chunk_size");
  const RjsHouse whole_first;
  EXPECT_EQ(say(whole_first, 2, 6), "200 -");
  EXPECT_EQ(say(whole_first, 3, 2), "400 chunk_out_of_range");
  EXPECT_EQ(say(whole_first, 1, 4), "200 -");
  EXPECT_EQ(whole_first.file("a.bin").size(), 10U);
}

/// The status of a chunk that says no number of chunks.
int post_without_count(const RjsHouse& house, const std::string& identifier, std::uint64_t number,
                       const std::string& bytes) {
  RjsChunk chunk = chunk_of(10, 4, 0, number, 0);
  chunk.identifier = identifier;
  chunk.bytes = bytes;
  return house.post(without_count(chunk), chunk.bytes).status;
}

// Rule rjs.layout.derived: one of two that contradict each other is refused, also where they come
// at the same moment; what the other one says can be finished.
TEST(RjsChunkSize, OfBothLastChunksAtOnceOneCounts) {
  const RjsHouse house;
  for (int round = 0; round < 300; ++round) {
    const std::string id = "round-" + std::to_string(round);
    ASSERT_EQ(post_without_count(house, id, 1, "0123"), 200);
    int whole = 0;
    int rest = 0;
    std::thread other([&] { whole = post_without_count(house, id, 2, "456789"); });
    rest = post_without_count(house, id, 3, "89");
    other.join();
    ASSERT_TRUE(whole == 200 || whole == 400) << whole;
    ASSERT_TRUE(rest == 200 || rest == 400) << rest;
    if (whole != 200) {
      ASSERT_EQ(rest, 200);
      ASSERT_EQ(post_without_count(house, id, 2, "4567"), 200);
    }
    ASSERT_EQ(house.file("a.bin"), "0123456789");
    house.request("DELETE", "/storage/v1/b/uploads/o/a.bin");
  }
}

// Rule rjs.layout.derived: what is said may not contradict what was given away either.
TEST(RjsChunkSize, ANumberOfChunksThatContradictsAChunkIsRefused) {
  const RjsHouse house;
  EXPECT_EQ(post_without_count(house, "10-2", 2, "456789"), 200);
  RjsChunk other = chunk_of(10, 4, 3, 3, 2);
  other.identifier = "10-2";
  EXPECT_EQ(RjsHouse::refused(house.post(other)), "409 parameter_conflict");
  EXPECT_EQ(RjsHouse::refused(house.test(other)), "409 parameter_conflict");
  EXPECT_EQ(house.post(first_chunk()).status, 200) << "another upload";
  RjsChunk same = chunk_of(10, 4, 2, 1, 4);
  EXPECT_EQ(house.post(same).status, 200);
  EXPECT_EQ(house.file("a.bin").size(), 10U);
}

// Rule rjs.layout.range
TEST(RjsChunkSize, ANumberOutsideIsRefused) {
  Options options;
  options.limits.parts_max = 5;
  const RjsHouse house(options);
  for (const std::uint64_t number : {std::uint64_t{0}, std::uint64_t{3}, UINT64_MAX}) {
    EXPECT_EQ(RjsHouse::refused(house.post(chunk_of(10, 4, 2, number, 4))),
              "400 chunk_out_of_range");
    EXPECT_EQ(RjsHouse::refused(house.test(chunk_of(10, 4, 2, number, 4))),
              "400 chunk_out_of_range");
  }
  EXPECT_EQ(house.post(chunk_of(20, 4, 5, 5, 4)).status, 200);
  EXPECT_EQ(RjsHouse::refused(house.post(chunk_of(24, 4, 6, 1, 4))), "400 chunk_out_of_range");
}

// Rule rjs.chunk.size
TEST(RjsChunkSize, AChunkOfAnotherSizeLeavesNothing) {
  const RjsHouse house;
  for (const std::uint64_t size : {0U, 3U, 5U, 5000U}) {
    EXPECT_EQ(RjsHouse::refused(house.post(chunk_of(10, 4, 2, 1, size))), "400 wrong_chunk_size");
  }
  RjsChunk lies = first_chunk();
  Fields fields = lies.parameters();
  fields[2].second = "5";
  EXPECT_EQ(RjsHouse::refused(house.post(fields, "0123")), "400 wrong_chunk_size");
  EXPECT_EQ(house.test(lies).status, 204);
  Options options;
  options.resumablejs.bad_size_status = 422;
  EXPECT_EQ(RjsHouse::refused(RjsHouse(options).post(chunk_of(10, 4, 2, 1, 3))),
            "422 wrong_chunk_size");
  options.resumablejs.check_sizes = false;
  EXPECT_EQ(RjsHouse(options).post(chunk_of(10, 4, 2, 1, 3)).status, 200);
}

// Rule rjs.chunk.too-large
TEST(RjsChunkSize, AFileOverTheMaximumIsRefused) {
  Options options;
  options.resumablejs.max_file_size = 10;
  const RjsHouse house(options);
  EXPECT_EQ(house.post(chunk_of(10, 4, 2, 1, 4)).status, 200);
  EXPECT_EQ(RjsHouse::refused(house.post(chunk_of(11, 4, 2, 1, 4))), "413 file_too_large");
  EXPECT_EQ(RjsHouse::refused(house.post(chunk_of(UINT64_MAX, 4, 2, 1, 4))), "413 file_too_large");
}

// Rule rjs.chunk.empty
TEST(RjsChunkSize, AnEmptyFileIsOneEmptyChunk) {
  Options options;
  const RjsHouse house(options);
  EXPECT_EQ(RjsHouse::told(house.post(chunk_of(0, 4, 1, 1, 0))),
            R"(200 {"fileUploadStatus":true,"resumableIdentifier":"0-1"})");
  EXPECT_EQ(house.file("a.bin"), "");
  options.resumablejs.allow_empty = false;
  EXPECT_EQ(RjsHouse::refused(RjsHouse(options).post(chunk_of(0, 4, 1, 1, 0))),
            "400 invalid_parameter");
}

}  // namespace
}  // namespace resumulator::testing_support
