// Goal: gzip comes apart whole or not at all. Method: streams cut and fed in pieces of any size.
#include "protocols/gcs/common/object_gzip.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "support/gzip.h"

namespace resumulator::gcs {
namespace {

using testing_support::gzip;

/// Hands out at most `piece` bytes at a time.
class Pieces final : public BodyProducer {
 public:
  Pieces(std::string bytes, std::size_t piece) : bytes_(std::move(bytes)), piece_(piece) {}
  std::int64_t produce(char* into, std::size_t size) override {
    const std::size_t n = std::min({piece_, size, bytes_.size() - at_});
    std::copy_n(bytes_.data() + at_, n, into);
    at_ += n;
    return static_cast<std::int64_t>(n);
  }

 private:
  std::string bytes_;
  std::size_t piece_;
  std::size_t at_ = 0;
};

/// What comes out, or "(cut)".
std::string inflated(std::string bytes, std::size_t piece_in, std::size_t piece_out) {
  const auto producer =
      make_inflating_producer(std::make_unique<Pieces>(std::move(bytes), piece_in));
  std::string out;
  std::string block(piece_out, '\0');
  for (;;) {
    const std::int64_t got = producer->produce(block.data(), block.size());
    if (got < 0) return "(cut)";
    if (got == 0) return out;
    out.append(block, 0, static_cast<std::size_t>(got));
  }
}

std::string text() {
  std::string out;
  for (int i = 0; i < 40'000; ++i) out += std::to_string(i * 7919 % 10'007) + " ";
  return out;
}

// gcs.download.transcoding
TEST(InflatingProducer, GivesTheSameBytesWhateverThePieces) {
  const std::string whole = text();
  for (const std::size_t in : {std::size_t{1}, std::size_t{7}, std::size_t{1} << 20}) {
    EXPECT_EQ(inflated(gzip(whole), in, 4096), whole) << in;
  }
  EXPECT_EQ(inflated(gzip("abc"), 1, 1), "abc");
  EXPECT_EQ(inflated(gzip(""), 3, 3), "");
  EXPECT_EQ(inflated("", 3, 3), "");
}

TEST(InflatingProducer, TakesSeveralMembersForOneStream) {
  EXPECT_EQ(inflated(gzip("one ") + gzip("two"), 5, 64), "one two");
}

TEST(InflatingProducer, IsCutWhereTheStreamBreaks) {
  const std::string whole = gzip(text());
  EXPECT_EQ(inflated(whole.substr(0, whole.size() / 2), 1000, 1000), "(cut)");
  EXPECT_EQ(inflated("not gzip", 1000, 1000), "(cut)");
  std::string broken = whole;
  broken[whole.size() / 2] = static_cast<char>(broken[whole.size() / 2] ^ 0x55);
  EXPECT_EQ(inflated(broken, 1000, 1000), "(cut)");
}

// gcs.object.gzip-body
TEST(InflateAll, StopsAtItsLimit) {
  const std::string bomb = gzip(std::string(1 << 20, 'a'));
  EXPECT_EQ(inflate_all(bomb, 1 << 20).value_or("").size(), std::size_t{1} << 20);
  EXPECT_EQ(inflate_all(bomb, (1 << 20) - 1).error().kind, ErrorKind::kTooLarge);
  EXPECT_EQ(inflate_all("{}", 100).error().kind, ErrorKind::kMalformed);
  EXPECT_EQ(inflate_all(bomb.substr(0, 20), 1 << 20).error().kind, ErrorKind::kMalformed);
}

}  // namespace
}  // namespace resumulator::gcs
