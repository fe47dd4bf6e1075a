// Lists without twins, for lists so short that looking through them is the quickest way.
//
// Threads  a pure function of its arguments.
#pragma once

#include <algorithm>
#include <vector>

namespace resumulator {

/// Puts behind `into` what it does not hold yet, in the order of `from`.
template <typename Item>
void append_new(std::vector<Item>& into, const std::vector<Item>& from) {
  for (const Item& each : from) {
    if (std::find(into.begin(), into.end(), each) == into.end()) into.push_back(each);
  }
}

}  // namespace resumulator
