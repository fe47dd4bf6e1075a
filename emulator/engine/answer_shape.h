// How rules bend an answer on its way out. Bytes are counted from the first one of the status line.
//
// Threads  one, the exchange's.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace resumulator {

struct AnswerShape {
  std::optional<std::uint64_t> cut_after;  ///< so many bytes leave, and not one more
  std::vector<std::uint64_t> stops;        ///< ascending; at_stop() is asked when so many have left
  std::function<bool(std::uint64_t at)> at_stop;  ///< false: nothing more leaves
  std::optional<double> bytes_per_second;
  std::function<bool(std::uint64_t bytes)> pace;  ///< so many have just left; false: broken off
};

}  // namespace resumulator
