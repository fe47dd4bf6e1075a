// Base of the kinds that end the connection, or all talk on it, at whatever point they are put.
#pragma once

#include <string>
#include <string_view>

#include "faults/kinds/bare_kind.h"

namespace resumulator {

class EndingKind : public BareKind {
 public:
  /// `sentence`: how it reads in an explanation.
  EndingKind(std::string_view word, Decision::Kind end, std::string_view sentence)
      : word_(word), end_(end), sentence_(sentence) {}

  [[nodiscard]] std::string_view word() const final { return word_; }
  [[nodiscard]] bool decides() const final { return true; }
  [[nodiscard]] bool acts_at(Point::Kind point) const final {
    return point <= Point::Kind::kAnswered;
  }
  void apply(const std::string& /*params*/, const ExchangeView& /*exchange*/,
             const Draws& /*draws*/, Effects& effects) const final {
    effects.decision = Decision{};
    effects.decision->kind = end_;
  }
  [[nodiscard]] std::string explain(const std::string& /*params*/) const final {
    return std::string(sentence_);
  }

 private:
  std::string_view word_;
  Decision::Kind end_;
  std::string_view sentence_;
};

}  // namespace resumulator
