// Base of the kinds that are one bare word: no parameters to check.
#pragma once

#include <string>
#include <string_view>

#include "faults/fault.h"
#include "faults/params.h"

namespace resumulator {

class BareKind : public FaultKind {
 public:
  [[nodiscard]] Result<void> check(const std::string& params) const override {
    if (Params(params).is_bare()) return {};
    return Unexpected(ErrorKind::kMalformed,
                      "\"" + std::string(word()) + "\" is a bare word and takes no parameters");
  }
};

/// Points at which a body may still be coming: the request can be shaped or ended before it is
/// stored.
[[nodiscard]] constexpr bool before_stored(Point::Kind point) {
  return point < Point::Kind::kStored;
}
/// Points at which the answer has not begun.
[[nodiscard]] constexpr bool before_answer(Point::Kind point) {
  return point <= Point::Kind::kStored;
}
/// Points at which the request's session is known.
[[nodiscard]] constexpr bool after_head(Point::Kind point) { return point > Point::Kind::kAccept; }

}  // namespace resumulator
