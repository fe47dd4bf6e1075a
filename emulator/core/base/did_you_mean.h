// The nearest of the words that would have been right.
//
// Threads  pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace resumulator {

/// The candidate within edit distance 2 (or 1 for words of up to three letters), the nearest first;
/// empty when none is near.
[[nodiscard]] std::optional<std::string> nearest_word(
    std::string_view word, const std::vector<std::string_view>& candidates);
/// `; did you mean "x"?`, or nothing.
[[nodiscard]] std::string did_you_mean(std::string_view word,
                                       const std::vector<std::string_view>& candidates);
/// The same, and ` (one of: a, b)`.
[[nodiscard]] std::string did_you_mean_one_of(std::string_view word,
                                              const std::vector<std::string_view>& candidates);

}  // namespace resumulator
