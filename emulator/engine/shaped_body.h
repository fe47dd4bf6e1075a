// The body of an answer as rules let it go: stopped at exact bytes, its first byte another one.
//
// Exact    a stop at N is asked when N bytes have been handed on and before byte N + 1 is; a stop
//          at the very end, when the last bytes are about to be.
// Threads  one, the exchange's.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "core/wire/http_message.h"

namespace resumulator {

struct BodyShape {
  std::vector<std::uint64_t> stops;               ///< ascending
  std::function<bool(std::uint64_t at)> at_stop;  ///< false: nothing more leaves
  bool other_first_byte = false;
};

/// How many bytes the body has, where that is known.
[[nodiscard]] std::optional<std::uint64_t> body_length(const Response& response);
/// The announced length stays.
void shape_body(Response& response, BodyShape shape);
/// 'A' becomes 'B', everything else 'A'.
[[nodiscard]] char another_byte(char byte);

}  // namespace resumulator
