#include "core/base/reservations.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace resumulator {
namespace {

TEST(Reservations, GiveANameToOneHolderAtATime) {
  Reservations names;
  auto first = names.take("a");
  EXPECT_TRUE(first);
  EXPECT_FALSE(names.take("a"));
  EXPECT_TRUE(names.take("b"));
  // Moved, it is held still; and given back once.
  {
    const auto moved = *std::move(first);
    first.reset();
    EXPECT_FALSE(names.take("a"));
  }
  EXPECT_TRUE(names.take("a"));
}

TEST(Reservations, NeverHaveTwoHolders) {
  Reservations names;
  std::atomic<int> holders{0};
  std::atomic<bool> two{false};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int turn = 0; turn < 1000; ++turn) {
        const auto held = names.take("a");
        if (!held) continue;
        if (++holders > 1) two = true;
        --holders;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_FALSE(two);
  EXPECT_TRUE(names.take("a"));
}

}  // namespace
}  // namespace resumulator
