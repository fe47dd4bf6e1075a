// What every blob must do, wherever its bytes lie.
#include "core/upload/blob.h"

#include <gtest/gtest.h>

#include <functional>
#include <thread>

#include "core/upload/bounded_blob.h"
#include "unit/core/upload/blob_support.h"

namespace resumulator {
namespace {

using test::as_bytes;
using test::read_text;
using test::read_whole;
using test::some_bytes;

struct Kind {
  const char* name;
  std::function<std::shared_ptr<BlobStore>(const std::string& directory)> make;
};

void PrintTo(const Kind& kind, std::ostream* out) { *out << kind.name; }

class BlobTest : public testing::TestWithParam<Kind> {
 protected:
  std::shared_ptr<Blob> make() {
    Result<std::shared_ptr<Blob>> blob = store_->create();
    EXPECT_TRUE(blob);
    return *blob;
  }
  test::TempDir directory_;
  std::shared_ptr<BlobStore> store_ = GetParam().make(directory_.path());
};

TEST_P(BlobTest, IsEmptyAtFirst) {
  const std::shared_ptr<Blob> blob = make();
  EXPECT_EQ(blob->size(), 0U);
  std::byte one{};
  EXPECT_EQ(blob->read(0, {&one, 1}).value(), 0U);
  EXPECT_TRUE(blob->view(0, 10).empty());
}

TEST_P(BlobTest, GivesBackWhatWasAppendedInAnySteps) {
  const std::shared_ptr<Blob> blob = make();
  const std::vector<std::byte> all = some_bytes(7, 0, 3'000'000);
  std::uint64_t index = 0;
  while (blob->size() < all.size()) {
    const std::size_t step = 1 + draw(7, "step", index++) % 300'000;
    const auto left = std::span(all).subspan(blob->size());
    ASSERT_TRUE(append_copy(*blob, left.first(std::min(step, left.size()))));
  }
  EXPECT_EQ(read_whole(*blob), all);
}

TEST_P(BlobTest, OffersAtLeastOneByteAndAtMostWhatIsWanted) {
  const std::shared_ptr<Blob> blob = make();
  for (const std::size_t want : {1U, 100U, 5'000U, 10'000'000U}) {
    const Result<std::span<std::byte>> room = blob->reserve(want);
    ASSERT_TRUE(room);
    EXPECT_GE(room->size(), 1U);
    EXPECT_LE(room->size(), want);
    ASSERT_TRUE(blob->commit(1));
  }
}

TEST_P(BlobTest, KeepsOnlyWhatIsCommitted) {
  const std::shared_ptr<Blob> blob = make();
  const Result<std::span<std::byte>> room = blob->reserve(4);
  ASSERT_TRUE(room);
  ASSERT_GE(room->size(), 4U);
  std::copy_n(as_bytes("abcd").begin(), 4, room->begin());
  EXPECT_EQ(blob->size(), 0U);
  ASSERT_TRUE(blob->commit(2));
  EXPECT_EQ(read_text(*blob), "ab");
  ASSERT_TRUE(blob->reserve(4));
  ASSERT_TRUE(blob->commit(0));
  EXPECT_EQ(read_text(*blob), "ab");
}

TEST_P(BlobTest, ForgetsWhatIsBehindATruncation) {
  const std::shared_ptr<Blob> blob = make();
  const std::vector<std::byte> all = some_bytes(8, 0, 700'000);
  ASSERT_TRUE(append_copy(*blob, all));
  for (const std::size_t size : {699'900U, 262'144U, 5'000U, 1U}) {
    ASSERT_TRUE(blob->truncate(size));
    EXPECT_EQ(blob->size(), size);
    ASSERT_TRUE(append_copy(*blob, std::span(all).subspan(size, 100)));
    EXPECT_EQ(read_whole(*blob),
              std::vector(all.begin(), all.begin() + static_cast<long>(size) + 100));
    ASSERT_TRUE(blob->truncate(size));
  }
  ASSERT_TRUE(blob->truncate(0));
  EXPECT_EQ(blob->size(), 0U);
}

TEST_P(BlobTest, IsNeverMadeLongerByATruncation) {
  const std::shared_ptr<Blob> blob = make();
  ASSERT_TRUE(append_copy(*blob, as_bytes("abc")));
  const Result<void> longer = blob->truncate(4);
  ASSERT_FALSE(longer);
  EXPECT_EQ(longer.error().kind, ErrorKind::kUsage);
  EXPECT_EQ(read_text(*blob), "abc");
}

TEST_P(BlobTest, GoesOnAfterItsRoomWasReleased) {
  const std::shared_ptr<Blob> blob = make();
  blob->release_room();
  const std::vector<std::byte> all = some_bytes(9, 0, 500'000);
  for (std::size_t at = 0; at < all.size(); at += 100'000) {
    ASSERT_TRUE(blob->reserve(400'000));
    blob->release_room();
    ASSERT_TRUE(append_copy(*blob, std::span(all).subspan(at, 100'000)));
    blob->release_room();
    blob->release_room();
  }
  EXPECT_EQ(read_whole(*blob), all);
}

TEST_P(BlobTest, ReadsAnyPart) {
  const std::shared_ptr<Blob> blob = make();
  const std::vector<std::byte> all = some_bytes(10, 0, 400'000);
  ASSERT_TRUE(append_copy(*blob, all));
  std::vector<std::byte> into(70'000);
  for (const std::uint64_t at : {0U, 1U, 4'095U, 4'096U, 262'143U, 330'000U, 399'999U, 400'000U}) {
    const Result<std::size_t> n = blob->read(at, into);
    ASSERT_TRUE(n);
    ASSERT_EQ(*n, std::min<std::uint64_t>(into.size(), all.size() - at));
    EXPECT_TRUE(std::equal(into.begin(), into.begin() + static_cast<long>(*n),
                           all.begin() + static_cast<long>(at)));
  }
  EXPECT_EQ(blob->read(400'001, into).value(), 0U);
}

TEST_P(BlobTest, ShowsInPlaceOnlyWhatItHas) {
  const std::shared_ptr<Blob> blob = make();
  const std::vector<std::byte> all = some_bytes(11, 0, 300'000);
  ASSERT_TRUE(append_copy(*blob, all));
  for (const std::uint64_t at : {0U, 4'000U, 299'999U}) {
    const std::span<const std::byte> seen = blob->view(at, 1 << 20);
    ASSERT_LE(at + seen.size(), all.size());
    EXPECT_TRUE(std::equal(seen.begin(), seen.end(), all.begin() + static_cast<long>(at)));
    EXPECT_LE(blob->view(at, 10).size(), 10U);
  }
  EXPECT_TRUE(blob->view(300'000, 1).empty());
}

TEST_P(BlobTest, IsReadWhileItGrows) {
  const std::shared_ptr<Blob> blob = make();
  const std::vector<std::byte> all = some_bytes(12, 0, 4'000'000);
  std::thread writer([&] {
    for (std::size_t at = 0; at < all.size(); at += 50'000) {
      ASSERT_TRUE(append_copy(*blob, std::span(all).subspan(at, 50'000)));
    }
  });
  std::vector<std::byte> into(all.size());
  std::uint64_t seen = 0;
  while (seen < all.size()) {
    const std::uint64_t size = blob->size();
    const Result<std::size_t> n =
        blob->read(seen, std::span(into).subspan(seen, static_cast<std::size_t>(size - seen)));
    ASSERT_TRUE(n);
    seen += *n;
    std::this_thread::yield();
  }
  writer.join();
  EXPECT_EQ(into, all);
}

TEST_P(BlobTest, OutlivesItsStore) {
  const std::shared_ptr<Blob> blob = make();
  ASSERT_TRUE(append_copy(*blob, as_bytes("abc")));
  store_.reset();
  ASSERT_TRUE(append_copy(*blob, as_bytes("def")));
  EXPECT_EQ(read_text(*blob), "abcdef");
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, BlobTest,
    testing::Values(
        Kind{"Memory", [](const auto&) { return make_memory_blob_store(1 << 30); }},
        Kind{"MemoryThatSpills", [](const auto&) { return make_memory_blob_store(300'000); }},
        Kind{"TemporaryFileOnly", [](const auto&) { return make_memory_blob_store(0); }},
        Kind{"Bounded",
             [](const auto&) { return bound_blobs(make_memory_blob_store(1 << 30), 1 << 30); }},
        Kind{"File",
             [](const std::string& directory) { return *make_file_blob_store(directory); }}),
    [](const auto& kind) { return std::string(kind.param.name); });

}  // namespace
}  // namespace resumulator
