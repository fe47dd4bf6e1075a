// A passage through the rules that passes through another one: what it does not change is the
// other's.
//
// Threads  as Passage.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "faults/rule_set.h"

namespace resumulator {

class PassageFilter : public Passage {
 public:
  [[nodiscard]] std::vector<std::pair<std::uint64_t, Point>> body_stops(
      const ExchangeView& exchange) const override {
    return inner_->body_stops(exchange);
  }
  [[nodiscard]] std::vector<std::uint64_t> answer_stops(
      const ExchangeView& exchange) const override {
    return inner_->answer_stops(exchange);
  }
  [[nodiscard]] std::vector<std::uint64_t> answer_body_stops(
      std::optional<std::uint64_t> length) const override {
    return inner_->answer_body_stops(length);
  }
  void finish() override { inner_->finish(); }
  void interrupt() override { inner_->interrupt(); }

 protected:
  explicit PassageFilter(std::unique_ptr<Passage> inner) : inner_(std::move(inner)) {}
  [[nodiscard]] Passage& inner() const { return *inner_; }

 private:
  std::unique_ptr<Passage> inner_;
};

}  // namespace resumulator
