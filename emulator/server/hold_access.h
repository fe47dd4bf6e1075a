// How Server and Lane make a Hold.
//
// Errors   std::runtime_error with all mistakes of `what`.
// Threads  any.
#pragma once

#include <memory>
#include <resumulator/hold.hpp>
#include <string_view>

#include "engine/lane.h"

namespace resumulator {

struct HoldAccess {
  /// `what`: a rule on one line up to its "=", or a rule of a scenario without an action.
  [[nodiscard]] static Hold make(const std::shared_ptr<ServedLane>& lane, std::string_view what);
};

}  // namespace resumulator
