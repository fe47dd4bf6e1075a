// What rules did to one exchange: kept with its record.
//
// Threads  plain values.
#pragma once

#include <optional>
#include <resumulator/exchange.hpp>
#include <string>
#include <vector>

namespace resumulator {

struct FaultTrace {
  std::vector<FiredFault> fired;
  std::vector<std::string> shadowed;
  std::string notes;  ///< of `note` actions, joined
  std::optional<std::uint64_t> disagrees;
};

}  // namespace resumulator
