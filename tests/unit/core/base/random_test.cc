#include "core/base/random.h"

#include <gtest/gtest.h>

#include <set>

namespace resumulator {
namespace {

TEST(Random, TheSameSeedNameAndIndexGiveTheSameDraw) {
  EXPECT_EQ(draw(7, "a", 3), draw(7, "a", 3));
  EXPECT_NE(draw(7, "a", 3), draw(8, "a", 3));
  EXPECT_NE(draw(7, "a", 3), draw(7, "b", 3));
  EXPECT_NE(draw(7, "a", 3), draw(7, "a", 4));
}

TEST(Random, StreamsDoNotRepeatEachOther) {
  std::set<std::uint64_t> seen;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    for (std::uint64_t index = 0; index < 1000; ++index) {
      seen.insert(draw(seed, "one", index));
      seen.insert(draw(seed, "two", index));
    }
  }
  EXPECT_EQ(seen.size(), 20'000U);
}

TEST(Random, UnitDrawsFillTheUnitIntervalEvenly) {
  int below_half = 0;
  for (std::uint64_t index = 0; index < 10'000; ++index) {
    const double value = draw_unit(1, "coin", index);
    ASSERT_GE(value, 0.0);
    ASSERT_LT(value, 1.0);
    below_half += value < 0.5 ? 1 : 0;
  }
  EXPECT_GT(below_half, 4800);
  EXPECT_LT(below_half, 5200);
}

TEST(Random, SeedsNobodyChoseDiffer) { EXPECT_NE(random_seed(), random_seed()); }

}  // namespace
}  // namespace resumulator
