#include "core/base/did_you_mean.h"

#include <algorithm>

namespace resumulator {
namespace {

/// Insertions, deletions, changes and swaps of neighbours that turn `a` into `b`.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, change});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

}  // namespace

std::optional<std::string> nearest_word(std::string_view word,
                                        const std::vector<std::string_view>& candidates) {
  constexpr std::size_t kLongestCompared = 64;
  if (word.size() > kLongestCompared) return std::nullopt;
  std::size_t best = word.size() <= 3 ? 2 : 3;
  std::optional<std::string> found;
  for (const std::string_view candidate : candidates) {
    const std::size_t distance = edit_distance(word, candidate);
    if (distance >= best) continue;
    best = distance;
    found = std::string(candidate);
  }
  return found;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& candidates) {
  const auto near = nearest_word(word, candidates);
  return near ? "; did you mean \"" + *near + "\"?" : std::string();
}

std::string did_you_mean_one_of(std::string_view word,
                                const std::vector<std::string_view>& candidates) {
  std::string list;
  for (const std::string_view each : candidates) {
    list.append(list.empty() ? "" : ", ").append(each);
  }
  return did_you_mean(word, candidates) + " (one of: " + list + ")";
}

}  // namespace resumulator
