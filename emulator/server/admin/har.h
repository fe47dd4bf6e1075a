// A journal as an HTTP Archive, for browsers' network panels.
//
// Source   HAR 1.2. Threads  pure.
#pragma once

#include <resumulator/exchange.hpp>
#include <string>
#include <vector>

namespace resumulator {

[[nodiscard]] std::string to_har(const std::vector<RecordedExchange>& exchanges);

}  // namespace resumulator
