// Goal: whatever was followed, taken back and asked for, the digests are those of the bytes.
// Method: random steps against digests computed anew, over memory and disk.
#include "core/upload/following_digest.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "core/upload/hash_pool.h"
#include "unit/core/upload/blob_support.h"

namespace resumulator {
namespace {

Digests digests_of(std::string_view bytes, bool with_md5) {
  RunningDigest digest(with_md5);
  digest.update(std::as_bytes(std::span(bytes)));
  return digest.snapshot();
}

void append(Blob& blob, std::string& bytes, std::size_t size, std::mt19937_64& draws) {
  std::string more;
  for (std::size_t i = 0; i < size; ++i) more += static_cast<char>(draws());
  ASSERT_TRUE(append_copy(blob, std::as_bytes(std::span(more))));
  bytes += more;
}

/// One upload's life: chunks come, some are taken back, digests are asked for in between.
void live(BlobStore& store, bool with_md5, std::uint64_t settles, std::uint64_t seed) {
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 draws(seed);
  HashPool pool(2);
  const std::shared_ptr<Blob> blob = *store.create();
  const auto follower = std::make_shared<FollowingDigest>(with_md5, pool);
  std::string bytes;
  for (int step = 0; step < 25; ++step) {
    follower->settle_at(settles);
    append(*blob, bytes, draws() % 400'000, draws);
    if (draws() % 4 != 0) {
      follower->follow(blob, bytes.size());
    } else {
      ASSERT_TRUE(follower->advance_to(*blob, bytes.size()));
    }
    const std::uint64_t cut = bytes.size() - draws() % 3 * (bytes.size() / 4);
    if (cut < bytes.size()) {
      follower->rewind(cut);
      ASSERT_TRUE(blob->truncate(cut));
      bytes.resize(cut);
    }
    if (draws() % 3 == 0) continue;
    const auto told = follower->at(*blob, bytes.size());
    ASSERT_TRUE(told);
    ASSERT_EQ(*told, digests_of(bytes, with_md5)) << "step " << step;
  }
}

TEST(FollowingDigest, IsThatOfTheBytesWhateverWasTakenBack) {
  const auto store = make_memory_blob_store(64ULL << 20);
  for (std::uint64_t seed = 1; seed <= 6; ++seed) live(*store, true, 1, seed);
  for (std::uint64_t seed = 7; seed <= 12; ++seed) live(*store, true, 256 * 1024, seed);
  for (std::uint64_t seed = 13; seed <= 16; ++seed) live(*store, false, 256 * 1024, seed);
}

TEST(FollowingDigest, ReadsBytesThatLieOnDisk) {
  const auto store = make_memory_blob_store(1);  // all of it is past the limit
  for (std::uint64_t seed = 1; seed <= 6; ++seed) live(*store, true, 256 * 1024, seed);
}

TEST(FollowingDigest, OfNothingIsThatOfNoBytes) {
  const auto store = make_memory_blob_store(1 << 20);
  HashPool pool(1);
  const std::shared_ptr<Blob> blob = *store->create();
  const auto follower = std::make_shared<FollowingDigest>(true, pool);
  EXPECT_EQ(*follower->at(*blob, 0), digests_of("", true));
}

}  // namespace
}  // namespace resumulator
