#include "core/wire/byte_span.h"

#include <gtest/gtest.h>

namespace resumulator {
namespace {

TEST(ByteSpan, IsHalfOpen) {
  constexpr ByteSpan span{10, 20};
  EXPECT_EQ(span.size(), 10U);
  EXPECT_TRUE(span.contains(10));
  EXPECT_TRUE(span.contains(19));
  EXPECT_FALSE(span.contains(20));
  EXPECT_FALSE(span.contains(9));
  EXPECT_TRUE((ByteSpan{5, 5}).empty());
}

TEST(ByteSpan, LiesBehindAtOrPastAStoredPrefix) {
  constexpr ByteSpan span{10, 20};
  EXPECT_TRUE(span.leaves_gap_after(9));
  EXPECT_FALSE(span.leaves_gap_after(10));
  EXPECT_TRUE(span.continues(10));
  EXPECT_FALSE(span.continues(11));
  EXPECT_EQ(span.overlap_with_prefix(9), 0U);
  EXPECT_EQ(span.overlap_with_prefix(10), 0U);
  EXPECT_EQ(span.overlap_with_prefix(11), 1U);
  EXPECT_EQ(span.overlap_with_prefix(20), 10U);
  EXPECT_EQ(span.overlap_with_prefix(21), 10U);
}

}  // namespace
}  // namespace resumulator
