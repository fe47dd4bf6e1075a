// A journal as an HTTP Archive, for browsers' network panels.
//
// Source   HAR 1.2. Threads  pure.
#pragma once

#include <functional>
#include <memory>
#include <resumulator/exchange.hpp>
#include <string>
#include <vector>

namespace resumulator {

struct KeptBody;
/// What is kept of the body of the exchange of that number; nullptr: nothing.
using BodyOf = std::function<std::shared_ptr<const KeptBody>(std::uint64_t seq)>;

/// Bodies that are kept stand in it: as they are where they are UTF-8, else in base64.
[[nodiscard]] std::string to_har(const std::vector<RecordedExchange>& exchanges,
                                 const BodyOf& body_of);

}  // namespace resumulator
