// Goal: a filter that changes nothing but what is read is the body behind it in all else.
#include "core/body_filter.h"

#include <gtest/gtest.h>

#include <array>

namespace resumulator {
namespace {

/// A body that has everything a body may have.
class RichBody final : public BodySource {
 public:
  BodyRead read(std::span<std::byte> into) override {
    into[0] = std::byte{'a'};
    ++received_;
    return {BodyState::kMore, 1};
  }
  [[nodiscard]] std::optional<std::uint64_t> declared_length() const override { return 7; }
  [[nodiscard]] std::uint64_t received() const override { return received_; }
  [[nodiscard]] std::shared_ptr<BodyControl> control() override { return control_; }
  [[nodiscard]] const Keep* keep() const override { return &keep_; }
  [[nodiscard]] const Headers* trailers() const override { return &trailers_; }
  bool send_interim(int status, const Headers& fields) override {
    interim_ = status;
    return fields.has("Upload-Offset");
  }

  std::shared_ptr<BodyControl> control_ = MemoryBody("").control();
  Keep keep_;
  Headers trailers_;
  int interim_ = 0;
  std::uint64_t received_ = 0;
};

class Shouting final : public BodyFilter {
 public:
  explicit Shouting(BodySource& source) : BodyFilter(source) {}
  BodyRead read(std::span<std::byte> into) override {
    const BodyRead got = body().read(into);
    into[0] = std::byte{'A'};
    return got;
  }
};

TEST(BodyFilter, IsTheBodyBehindItInAllItDoesNotChange) {
  RichBody rich;
  Shouting filter(rich);
  std::array<std::byte, 4> bytes{};
  EXPECT_EQ(filter.read(bytes).size, 1U);
  EXPECT_EQ(bytes[0], std::byte{'A'});
  EXPECT_EQ(filter.declared_length(), 7U);
  EXPECT_EQ(filter.received(), 1U);
  EXPECT_EQ(filter.control(), rich.control());
  EXPECT_EQ(filter.keep(), &rich.keep_);
  EXPECT_EQ(filter.trailers(), &rich.trailers_);
  Headers fields;
  EXPECT_FALSE(filter.send_interim(104, fields));
  fields.add("Upload-Offset", "1");
  EXPECT_TRUE(filter.send_interim(104, fields));
  EXPECT_EQ(rich.interim_, 104);
}

}  // namespace
}  // namespace resumulator
