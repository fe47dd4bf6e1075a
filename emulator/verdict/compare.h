// Where a client first behaved differently from an earlier run.
//
// Compared   what the client decides: operation, object, session, claimed range; not when, not on
//            which connection, not what was answered. Session by session, in the order of its
//            requests: parallel sessions may interleave as they like.
// Threads    pure functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "verdict/evidence.h"

namespace resumulator {

struct Difference {
  std::uint64_t before = 0;  ///< seq in the earlier journal; 0: it had no such request
  std::uint64_t now = 0;     ///< seq in the later one; 0: it has none
  std::string text;          ///< one sentence
};
/// Empty: the same requests, session by session.
[[nodiscard]] std::optional<Difference> first_difference(
    const std::vector<RecordedExchange>& before, const std::vector<RecordedExchange>& now);

}  // namespace resumulator
