// Goal: a protocol's bucket is there when asked for, once, whoever asks at the same time.
#include "protocols/mount_bucket.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace resumulator {
namespace {

std::shared_ptr<World> open_world() {
  return World::open(Options{}, std::make_shared<ManualClock>(), 1).value();
}

TEST(MountBucket, IsMadeWhenFirstNeeded) {
  const auto world = open_world();
  EXPECT_TRUE(world->objects().buckets().empty());
  ASSERT_TRUE(ensure_bucket(*world, "tus"));
  ASSERT_TRUE(world->objects().bucket("tus"));
}

TEST(MountBucket, StaysAsItIs) {
  const auto world = open_world();
  ASSERT_TRUE(ensure_bucket(*world, "tus"));
  const auto first = world->objects().bucket("tus");
  ASSERT_TRUE(ensure_bucket(*world, "tus"));
  EXPECT_EQ(world->objects().bucket("tus"), first);
}

TEST(MountBucket, IsMadeOnceWhenManyAsk) {
  const auto world = open_world();
  {
    std::vector<std::jthread> askers;
    for (int i = 0; i < 8; ++i) {
      askers.emplace_back([&] { EXPECT_TRUE(ensure_bucket(*world, "tus")); });
    }
  }
  EXPECT_EQ(world->objects().buckets().size(), 1U);
}

}  // namespace
}  // namespace resumulator
