// "Did you mean …?": the known word nearest to one that is not known.
//
// Threads  pure function.
// Source   restricted Damerau-Levenshtein distance; near means at most 2, and less than half of the
// word.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace resumulator {

/// Insertions, deletions, changes and swaps of neighbours that lead from `a` to `b`.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);
[[nodiscard]] std::optional<std::string_view> nearest(std::string_view word,
                                                      const std::vector<std::string_view>& known);

}  // namespace resumulator
