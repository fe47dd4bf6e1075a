// What is particular to blobs in memory: bytes that stay put, room that is counted and given back,
// the temporary file behind them.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <thread>

#include "core/upload/blob.h"
#include "core/upload/memory_blob_pool.h"
#include "unit/core/upload/blob_support.h"

namespace resumulator {
namespace {

using namespace std::chrono_literals;
using test::FullDisk;
using test::read_whole;
using test::some_bytes;

TEST(MemoryBlob, NeverMovesWhatIsThere) {
  const auto store = make_memory_blob_store(1 << 30);
  const std::shared_ptr<Blob> blob = *store->create();
  const std::vector<std::byte> all = some_bytes(1, 0, 5'000'000);
  ASSERT_TRUE(append_copy(*blob, std::span(all).first(10)));
  const std::byte* first = blob->view(0, 1).data();
  ASSERT_TRUE(append_copy(*blob, std::span(all).subspan(10)));
  EXPECT_EQ(blob->view(0, 1).data(), first);
  EXPECT_EQ(read_whole(*blob), all);
}

TEST(MemoryBlob, GoesOnInTheFileWithinOneBlob) {
  const auto store = make_memory_blob_store(100'000);
  const std::shared_ptr<Blob> blob = *store->create();
  const std::vector<std::byte> all = some_bytes(2, 0, 2'000'000);
  for (std::size_t at = 0; at < all.size(); at += 10'000) {
    ASSERT_TRUE(append_copy(*blob, std::span(all).subspan(at, 10'000)));
  }
  EXPECT_FALSE(blob->view(0, 1).empty());
  EXPECT_TRUE(blob->view(1'999'999, 1).empty());
  EXPECT_EQ(read_whole(*blob), all);
}

TEST(MemoryBlob, TakesNothingOfAStepTheDiskRefuses) {
  const auto store = make_memory_blob_store(0);
  const std::shared_ptr<Blob> blob = *store->create();
  const std::vector<std::byte> all = some_bytes(3, 0, 900'000);
  ASSERT_TRUE(append_copy(*blob, std::span(all).first(100'000)));
  {
    const FullDisk full(300'000);
    const Result<void> refused = append_copy(*blob, std::span(all).subspan(100'000));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::kUnavailable);
    EXPECT_EQ(blob->size(), 100'000U);
  }
  ASSERT_TRUE(append_copy(*blob, std::span(all).subspan(100'000)));
  EXPECT_EQ(read_whole(*blob), all);
}

TEST(MemoryBlob, SharesItsRoomBetweenThreads) {
  const auto store = make_memory_blob_store(2'000'000);
  std::vector<std::thread> threads;
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    threads.emplace_back([&, seed] {
      for (std::uint64_t round = 0; round < 20; ++round) {
        const std::shared_ptr<Blob> blob = *store->create();
        const std::vector<std::byte> all = some_bytes(seed * 100 + round, 0, 600'000);
        ASSERT_TRUE(append_copy(*blob, all));
        ASSERT_EQ(read_whole(*blob), all);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(MemoryBlobStore, FindsNothingOfAnEarlierRun) {
  const auto store = make_memory_blob_store(0);
  EXPECT_EQ(store->open("1", 0).error().kind, ErrorKind::kNotFound);
}

TEST(MemoryBlobPool, CountsWhatIsTakenAndGivenBack) {
  MemoryBlobPool pool(100'000);
  std::byte* small = pool.take_memory(4'096).at;
  std::byte* large = pool.take_memory(65'536).at;
  ASSERT_NE(small, nullptr);
  ASSERT_NE(large, nullptr);
  EXPECT_EQ(pool.memory_in_use(), 69'632U);
  EXPECT_EQ(pool.take_memory(40'960).at, nullptr);
  EXPECT_EQ(pool.memory_in_use(), 69'632U);
  EXPECT_EQ(pool.trim_memory(large, 65'536, 40'000), 65'536U);
  EXPECT_EQ(pool.trim_memory(large, 65'536, 30'000), 32'768U);
  EXPECT_EQ(pool.trim_memory(small, 4'096, 1), 4'096U);
  EXPECT_EQ(pool.memory_in_use(), 36'864U);
  pool.give_memory(large, 32'768);
  pool.give_memory(small, 4'096);
  EXPECT_EQ(pool.memory_in_use(), 0U);
}

TEST(MemoryBlobPool, HandsOutExtentsThatWereGivenBack) {
  MemoryBlobPool pool(0);
  const std::uint64_t a = pool.take_extent(1'000).value();
  const std::uint64_t b = pool.take_extent(2'000).value();
  const std::uint64_t c = pool.take_extent(3'000).value();
  EXPECT_EQ(pool.file_size(), 6'000U);
  pool.give_extent(a, 1'000);
  pool.give_extent(b, 2'000);
  EXPECT_EQ(pool.take_extent(2'500).value(), a) << "neighbours that are free are one";
  EXPECT_EQ(pool.take_extent(500).value(), a + 2'500);
  EXPECT_EQ(pool.file_size(), 6'000U);
  pool.give_extent(c, 3'000);
  EXPECT_EQ(pool.file_size(), 3'000U) << "what is free at the end goes back to the disk";
  pool.give_extent(a + 2'500, 500);
  pool.give_extent(a, 2'500);
  EXPECT_EQ(pool.file_size(), 0U);
}

TEST(MemoryBlobPool, KeepsExtentsApart) {
  MemoryBlobPool pool(0);
  std::vector<std::pair<std::uint64_t, std::vector<std::byte>>> held;
  for (std::uint64_t step = 0; step < 500; ++step) {
    if (held.empty() || draw(5, "take", step) % 3 != 0) {
      const std::size_t size = 1 + draw(5, "size", step) % 5'000;
      const std::uint64_t at = pool.take_extent(size).value();
      held.emplace_back(at, some_bytes(step, 0, size));
      ASSERT_TRUE(pool.write(at, held.back().second));
    } else {
      const std::size_t which = draw(5, "which", step) % held.size();
      pool.give_extent(held[which].first, held[which].second.size());
      held.erase(held.begin() + static_cast<long>(which));
    }
  }
  for (const auto& [at, bytes] : held) {
    std::vector<std::byte> into(bytes.size());
    ASSERT_TRUE(pool.read(at, into));
    EXPECT_EQ(into, bytes);
  }
}

TEST(SlabMaker, MakesAlignedMemoryThatCanBeWritten) {
  SlabMaker maker;
  std::vector<SlabMaker::Slab> slabs;
  for (int i = 0; i < 70; ++i) {
    const SlabMaker::Slab slab = maker.take();
    ASSERT_NE(slab.at, nullptr);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(slab.at) % SlabMaker::kSlab, 0U);
    if (i % 2 == 0) maker.make_present(slab.huge, slab.at, SlabMaker::kSlab);
    slab.at[0] = slab.at[SlabMaker::kSlab - 1] = static_cast<std::byte>(i);
    slabs.push_back(slab);
  }
  for (std::size_t i = 0; i < slabs.size(); ++i) {
    EXPECT_EQ(slabs[i].at[0], static_cast<std::byte>(i));
    EXPECT_EQ(slabs[i].at[SlabMaker::kSlab - 1], static_cast<std::byte>(i));
    maker.give_back(slabs[i]);
  }
}

TEST(SlabMaker, HandsOutTheAddressesThatWereGivenBack) {
  SlabMaker maker;
  std::set<std::byte*> seen;
  for (int i = 0; i < 200; ++i) {
    const SlabMaker::Slab slab = maker.take();
    seen.insert(slab.at);
    slab.at[1] = std::byte{1};
    maker.give_back(slab);
  }
  EXPECT_LE(seen.size(), 2U) << "one of each kind of page";
}

/// How many slabs are of small pages before huge ones are tried again.
int smalls(PageChoice& pages) {
  int count = 0;
  for (; !pages.huge(); ++count) pages.took(false, 600us);
  return count;
}

TEST(PageChoice, LeavesHugePagesAloneForAWhileWhereTheyAreSlow) {
  PageChoice pages;
  EXPECT_TRUE(pages.huge());
  for (const int pause : {64, 128, 256, 512, 1024, 1024}) {
    pages.took(true, 4ms);
    EXPECT_EQ(smalls(pages), pause);
  }
  pages.took(true, 200us);
  EXPECT_TRUE(pages.huge()) << "once they are fast they stay";
  pages.took(true, 301us);
  EXPECT_EQ(smalls(pages), 64) << "more than half of what small ones took";
}

TEST(MemoryBlobSlabs, GiveBackWhatIsEmptyButForAFew) {
  MemoryBlobSlabs slabs;
  std::vector<std::byte*> pieces;
  for (int i = 0; i < 20; ++i) pieces.push_back(slabs.take(1 << 20).at);
  EXPECT_EQ(slabs.slabs(), 10U);
  for (std::byte* piece : pieces) slabs.give(piece, 1 << 20);
  EXPECT_EQ(slabs.slabs(), 2U);
}

TEST(MemoryBlobSlabs, FillHolesBeforeTheyGrow) {
  MemoryBlobSlabs slabs;
  std::byte* a = slabs.take(3 * MemoryBlobSlabs::kBlock).at;
  std::byte* b = slabs.take(MemoryBlobSlabs::kSlab - 3 * MemoryBlobSlabs::kBlock).at;
  EXPECT_EQ(slabs.slabs(), 1U);
  slabs.give(a + MemoryBlobSlabs::kBlock, 2 * MemoryBlobSlabs::kBlock);
  EXPECT_EQ(slabs.take(2 * MemoryBlobSlabs::kBlock).at, a + MemoryBlobSlabs::kBlock);
  std::byte* whole = slabs.take(MemoryBlobSlabs::kSlab).at;
  EXPECT_EQ(slabs.slabs(), 2U);
  slabs.give(whole, MemoryBlobSlabs::kSlab);
  slabs.give(b, MemoryBlobSlabs::kSlab - 3 * MemoryBlobSlabs::kBlock);
  slabs.give(a, 3 * MemoryBlobSlabs::kBlock);
}

// The memory of an object stays near its size: an upload in chunks trims after each of them.
TEST(MemoryBlobSlabs, LeaveNoHolesBehindWhatGrowsAndIsTrimmed) {
  MemoryBlobSlabs slabs;
  constexpr std::size_t kChunk = 256 * 1024;
  for (std::size_t chunk = 0; chunk < 64; ++chunk) {
    const auto [at, size] = slabs.take(1 << 20);
    ASSERT_GE(size, kChunk);
    if (size > kChunk) slabs.give(at + kChunk, size - kChunk);
  }
  EXPECT_EQ(slabs.slabs(), 64 * kChunk / MemoryBlobSlabs::kSlab);
}

// What is written while the rest of its slab gets pages, and is given back meanwhile, stays itself.
TEST(MemoryBlobSlabs, HavePagesAheadOfWhoeverWrites) {
  MemoryBlobSlabs slabs;
  const auto write = [&slabs](std::byte mark) {
    for (int round = 0; round < 40; ++round) {
      const auto [at, size] = slabs.take(256 * 1024);
      ASSERT_NE(at, nullptr);
      for (std::size_t i = 0; i < size; i += 64 * 1024) {
        const std::size_t part = std::min<std::size_t>(64 * 1024, size - i);
        slabs.make_present(at + i, part);
        std::fill_n(at + i, part, mark);
      }
      for (std::size_t i = 0; i < size; i += 4'096) ASSERT_EQ(at[i], mark);
      if (round % 4 != 0) slabs.give(at, size);
    }
  };
  std::vector<std::thread> threads;
  for (int i = 1; i <= 4; ++i) threads.emplace_back(write, static_cast<std::byte>(i));
  for (std::thread& thread : threads) thread.join();
  EXPECT_GE(slabs.slabs(), 5U) << "40 pieces of 256 KiB are held";
}

TEST(MemoryBlobSlabs, KeepPiecesApart) {
  MemoryBlobSlabs slabs;
  struct Piece {
    std::byte* at;
    std::size_t size;
    std::byte mark;
  };
  std::vector<Piece> held;
  for (std::uint64_t step = 0; step < 2'000; ++step) {
    if (held.empty() || draw(6, "take", step) % 5 < 3) {
      const std::size_t want = (1 + draw(6, "size", step) % 32) * MemoryBlobSlabs::kBlock;
      const auto [at, size] = slabs.take(want);
      ASSERT_LE(size, want);
      ASSERT_GE(size, want / 8);
      held.push_back({at, size, static_cast<std::byte>(step)});
      for (std::size_t i = 0; i < size; i += 4'096) held.back().at[i] = held.back().mark;
    } else {
      const std::size_t which = draw(6, "which", step) % held.size();
      const Piece piece = held[which];
      for (std::size_t i = 0; i < piece.size; i += 4'096) ASSERT_EQ(piece.at[i], piece.mark);
      slabs.give(piece.at, piece.size);
      held.erase(held.begin() + static_cast<long>(which));
    }
    if (held.size() > 60) {
      for (const Piece& piece : held) slabs.give(piece.at, piece.size);
      held.clear();
    }
  }
  for (const Piece& piece : held) slabs.give(piece.at, piece.size);
  EXPECT_LE(slabs.slabs(), 2U);
}

}  // namespace
}  // namespace resumulator
