#include "core/body_io.h"

#include <gtest/gtest.h>

#include <array>

namespace resumulator {
namespace {

/// Gives one byte a time, then ends as told.
class Dripping final : public BodySource {
 public:
  Dripping(std::string bytes, BodyState end) : bytes_(std::move(bytes)), end_(end) {}
  BodyRead read(std::span<std::byte> into) override {
    if (at_ == bytes_.size()) return {end_, 0};
    into[0] = static_cast<std::byte>(bytes_[at_++]);
    return {BodyState::kMore, 1};
  }
  std::optional<std::uint64_t> declared_length() const override { return std::nullopt; }
  std::uint64_t received() const override { return at_; }
  std::shared_ptr<BodyControl> control() override { return nullptr; }

 private:
  std::string bytes_;
  BodyState end_;
  std::size_t at_ = 0;
};

TEST(MemoryBody, GivesItsBytesInBlocksAndThenEnds) {
  MemoryBody body("hello");
  EXPECT_EQ(body.declared_length(), 5U);
  std::array<std::byte, 3> block{};
  EXPECT_EQ(body.read(block).size, 3U);
  EXPECT_EQ(body.received(), 3U);
  EXPECT_EQ(body.read(block).size, 2U);
  EXPECT_EQ(body.read(block).state, BodyState::kEnd);
  EXPECT_EQ(body.read(block).state, BodyState::kEnd);
  EXPECT_EQ(body.received(), 5U);
}

TEST(MemoryBody, CanEndAsACutConnectionDoes) {
  MemoryBody body("he", true);
  EXPECT_EQ(body.declared_length(), std::nullopt);
  EXPECT_EQ(read_all(body, 100).error().kind, ErrorKind::kCut);
  EXPECT_EQ(body.received(), 2U);
}

TEST(MemoryBody, HasAControlThatDoesNothing) {
  MemoryBody body("x");
  body.control()->interrupt();
  EXPECT_FALSE(body.control()->peer_gone());
  EXPECT_EQ(read_all(body, 1).value(), "x");
}

TEST(ReadAll, TakesABodyOfExactlyTheLimit) {
  MemoryBody declared("12345");
  EXPECT_EQ(read_all(declared, 5).value(), "12345");
  Dripping streamed("12345", BodyState::kEnd);
  EXPECT_EQ(read_all(streamed, 5).value(), "12345");
  MemoryBody empty("");
  EXPECT_EQ(read_all(empty, 0).value(), "");
}

TEST(ReadAll, StopsOnePastTheLimit) {
  MemoryBody declared("123456");
  EXPECT_EQ(read_all(declared, 5).error().kind, ErrorKind::kTooLarge);
  EXPECT_EQ(declared.received(), 0U) << "a declared length is enough to refuse";
  Dripping streamed("123456789", BodyState::kEnd);
  EXPECT_EQ(read_all(streamed, 5).error().kind, ErrorKind::kTooLarge);
  EXPECT_EQ(streamed.received(), 6U);
}

TEST(ReadAll, TellsCutFromMalformed) {
  Dripping cut("12", BodyState::kCut);
  EXPECT_EQ(read_all(cut, 5).error().kind, ErrorKind::kCut);
  Dripping broken("12", BodyState::kMalformed);
  EXPECT_EQ(read_all(broken, 5).error().kind, ErrorKind::kMalformed);
}

TEST(Drain, ReadsToTheEndAndSaysWhetherItWasClean) {
  MemoryBody large(std::string(100'000, 'x'));
  EXPECT_TRUE(drain(large));
  EXPECT_EQ(large.received(), 100'000U);
  Dripping cut("12", BodyState::kCut);
  EXPECT_FALSE(drain(cut));
  Dripping broken("12", BodyState::kMalformed);
  EXPECT_FALSE(drain(broken));
}

}  // namespace
}  // namespace resumulator
