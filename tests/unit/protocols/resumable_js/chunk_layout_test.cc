// Chunk arithmetic: the table of the page, and what must hold of every file.
#include "protocols/resumable_js/chunk_layout.h"

#include <gtest/gtest.h>

#include <vector>

namespace resumulator::resumable_js {
namespace {

std::vector<std::uint64_t> sizes(std::uint64_t total, std::uint64_t chunk, bool forced) {
  const ChunkLayout layout{total, chunk, forced};
  std::vector<std::uint64_t> all;
  for (std::uint64_t k = 0; k < layout.count(); ++k) all.push_back(layout.span(k).size());
  return all;
}
using Sizes = std::vector<std::uint64_t>;

// Rule rjs.layout.default
TEST(ChunkLayout, TheLastChunkHasTheRest) {
  EXPECT_EQ(sizes(10, 4, false), (Sizes{4, 6}));
  EXPECT_EQ(sizes(8, 4, false), (Sizes{4, 4}));
  EXPECT_EQ(sizes(7, 4, false), (Sizes{7}));
  EXPECT_EQ(sizes(3, 4, false), (Sizes{3}));
  EXPECT_EQ(sizes(4, 4, false), (Sizes{4}));
  EXPECT_EQ(sizes(0, 4, false), (Sizes{0}));
}

// Rule rjs.layout.forced
TEST(ChunkLayout, ForcedChunksAreNeverLonger) {
  EXPECT_EQ(sizes(10, 4, true), (Sizes{4, 4, 2}));
  EXPECT_EQ(sizes(8, 4, true), (Sizes{4, 4}));
  EXPECT_EQ(sizes(7, 4, true), (Sizes{4, 3}));
  EXPECT_EQ(sizes(3, 4, true), (Sizes{3}));
  EXPECT_EQ(sizes(4, 4, true), (Sizes{4}));
  EXPECT_EQ(sizes(0, 4, true), (Sizes{0}));
}

// Rules rjs.layout.default rjs.layout.forced
TEST(ChunkLayout, ChunksMeetAndCoverTheFile) {
  for (const bool forced : {false, true}) {
    for (std::uint64_t total = 0; total < 60; ++total) {
      for (std::uint64_t chunk = 1; chunk < 20; ++chunk) {
        const ChunkLayout layout{total, chunk, forced};
        std::uint64_t at = 0;
        for (std::uint64_t k = 0; k < layout.count(); ++k) {
          const ByteSpan span = layout.span(k);
          ASSERT_EQ(span.begin, at);
          ASSERT_LE(span.begin, span.end);
          const bool last = k + 1 == layout.count();
          ASSERT_TRUE(last || span.size() == chunk);
          ASSERT_LE(span.size(), forced ? chunk : 2 * chunk - 1);
          at = span.end;
        }
        ASSERT_EQ(at, total);
      }
    }
  }
  const ChunkLayout huge{UINT64_MAX, 1 << 20, true};
  EXPECT_EQ(huge.span(huge.count() - 1).end, UINT64_MAX);
}

}  // namespace
}  // namespace resumulator::resumable_js
