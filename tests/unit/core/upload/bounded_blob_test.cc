// Goal: the bound of a store counts what is there, to the byte, and refuses as a full disk does.
#include "core/upload/bounded_blob.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "unit/core/upload/blob_support.h"

namespace resumulator {
namespace {

using test::as_bytes;
using test::read_whole;
using test::some_bytes;
using test::TempDir;

std::shared_ptr<BlobStore> in_memory(std::uint64_t max) {
  return bound_blobs(make_memory_blob_store(1 << 30), max);
}
std::shared_ptr<BlobStore> in_files(const TempDir& directory, std::uint64_t max) {
  return bound_blobs(*make_file_blob_store(directory.path()), max);
}
Result<void> append(Blob& blob, std::size_t size) {
  return append_copy(blob, some_bytes(1, 0, size));
}

TEST(BoundedBlobs, TakeAsMuchAsTheyMayAndNotAByteMore) {
  const auto store = in_memory(1000);
  const auto first = *store->create();
  const auto second = *store->create();
  ASSERT_TRUE(append(*first, 600));
  ASSERT_TRUE(append(*second, 400));
  const auto refused = append(*first, 1);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kUnavailable);
  EXPECT_EQ(refused.error().text, "the store is full: it may hold 1000 bytes");
  EXPECT_EQ(first->size(), 600U);
}

TEST(BoundedBlobs, KeepNothingOfAStepThatDoesNotFit) {
  const auto store = in_memory(1000);
  const auto blob = *store->create();
  ASSERT_TRUE(append_copy(*blob, as_bytes("abc")));
  ASSERT_FALSE(append(*blob, 998));
  EXPECT_EQ(read_whole(*blob).size(), 3U);
  ASSERT_TRUE(append(*blob, 997));
}

TEST(BoundedBlobs, HaveRoomAgainForWhatIsGone) {
  const auto store = in_memory(1000);
  auto first = *store->create();
  ASSERT_TRUE(append(*first, 1000));
  ASSERT_TRUE(first->truncate(900));
  const auto second = *store->create();
  ASSERT_TRUE(append(*second, 100));
  ASSERT_FALSE(append(*second, 1));
  first.reset();
  EXPECT_TRUE(append(*second, 900));
  EXPECT_FALSE(append(*second, 1));
}

TEST(BoundedBlobs, CountWhatAnEarlierRunHasLeft) {
  const TempDir directory;
  std::string key;
  {
    const auto store = in_files(directory, 1000);
    const auto blob = *store->create();
    ASSERT_TRUE(append(*blob, 700));
    blob->keep();
    key = blob->key();
  }
  const auto store = in_files(directory, 1000);
  auto blob = *store->open(key, 700);
  // A copy of the object: the same bytes.
  const auto copy = *store->open(key, 700);
  EXPECT_EQ(copy, blob);
  ASSERT_FALSE(append(*blob, 301));
  ASSERT_TRUE(append(*blob, 300));
}

TEST(BoundedBlobs, OpenMoreThanTheyMayHoldAndTakeNoMore) {
  const TempDir directory;
  std::string key;
  {
    const auto store = in_files(directory, 0);
    const auto blob = *store->create();
    ASSERT_TRUE(append(*blob, 700));
    blob->keep();
    key = blob->key();
  }
  const auto store = in_files(directory, 500);
  const auto blob = *store->open(key, 700);
  EXPECT_EQ(read_whole(*blob).size(), 700U);
  ASSERT_FALSE(append(*blob, 1));
  ASSERT_TRUE(blob->truncate(499));
  EXPECT_TRUE(append(*blob, 1));
}

TEST(BoundedBlobs, AreBoundedTogetherByWritersSideBySide) {
  const auto store = in_memory(100'000);
  std::atomic<std::uint64_t> kept{0};
  {
    std::vector<std::jthread> writers;
    std::vector<std::shared_ptr<Blob>> blobs;
    for (int i = 0; i < 4; ++i) blobs.push_back(*store->create());
    for (const auto& blob : blobs) {
      writers.emplace_back([&kept, blob] {
        for (int i = 0; i < 1000; ++i) {
          if (append(*blob, 100)) kept += 100;
        }
      });
    }
    writers.clear();
    EXPECT_LE(kept, 100'000U);
    const auto last = *store->create();
    EXPECT_TRUE(append(*last, 100'000 - kept));
    EXPECT_FALSE(append(*last, 1));
  }
  EXPECT_TRUE(append(**store->create(), 100'000));
}

}  // namespace
}  // namespace resumulator
