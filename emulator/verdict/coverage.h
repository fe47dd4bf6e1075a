// Half-open spans that never overlap: how much of a new one is there already.
//
// Units    bytes.
// Threads  plain values.
#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <utility>
#include <vector>

namespace resumulator {

class Coverage {
 public:
  /// Adds [from, to); gives how many of its bytes were there.
  std::uint64_t add(std::uint64_t from, std::uint64_t to) {
    std::uint64_t again = 0;
    auto at = spans_.upper_bound(from);
    if (at != spans_.begin() && std::prev(at)->second >= from) --at;
    std::uint64_t low = from;
    std::uint64_t high = to;
    while (at != spans_.end() && at->first <= to) {
      const std::uint64_t begin = std::max(from, at->first);
      const std::uint64_t end = std::min(to, at->second);
      if (end > begin) again += end - begin;
      low = std::min(low, at->first);
      high = std::max(high, at->second);
      at = spans_.erase(at);
    }
    spans_[low] = high;
    return again;
  }
  /// The first byte of [0, end) that is not there; `end` when all are.
  [[nodiscard]] std::uint64_t first_missing(std::uint64_t end) const {
    const auto first = spans_.begin();
    if (first == spans_.end() || first->first > 0) return 0;
    return std::min(first->second, end);
  }

  using Span = std::pair<std::uint64_t, std::uint64_t>;
  /// In order; none touches the next.
  [[nodiscard]] std::vector<Span> spans() const { return {spans_.begin(), spans_.end()}; }
  /// What of [from, to) is there.
  [[nodiscard]] std::vector<Span> common(std::uint64_t from, std::uint64_t to) const {
    std::vector<Span> found;
    auto at = spans_.upper_bound(from);
    if (at != spans_.begin()) --at;
    for (; at != spans_.end() && at->first < to; ++at) {
      const Span both{std::max(from, at->first), std::min(to, at->second)};
      if (both.first < both.second) found.push_back(both);
    }
    return found;
  }

 private:
  std::map<std::uint64_t, std::uint64_t> spans_;
};

}  // namespace resumulator
