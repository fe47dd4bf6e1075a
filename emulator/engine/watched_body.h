// The body of a request with an eye on how it ended. Fault rules at body:N will act in here.
//
// Threads  one reader, as every BodySource.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "core/body_io.h"

namespace resumulator {

class WatchedBody final : public BodySource {
 public:
  explicit WatchedBody(BodySource& inner) : inner_(inner) {}

  BodyRead read(std::span<std::byte> into) override {
    const auto got = inner_.read(into);
    state_ = got.state;
    return got;
  }
  [[nodiscard]] std::optional<std::uint64_t> declared_length() const override {
    return inner_.declared_length();
  }
  [[nodiscard]] std::uint64_t received() const override { return inner_.received(); }
  [[nodiscard]] std::shared_ptr<BodyControl> control() override { return inner_.control(); }

  [[nodiscard]] bool cut() const { return state_ == BodyState::kCut; }
  [[nodiscard]] bool malformed() const { return state_ == BodyState::kMalformed; }

 private:
  BodySource& inner_;
  BodyState state_ = BodyState::kMore;
};

}  // namespace resumulator
