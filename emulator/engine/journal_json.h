// Recorded exchanges as JSON, for the admin API.
//
// Units    bytes; milliseconds since the server started. Spans half-open.
// Threads  pure functions.
#pragma once

#include <resumulator/clock.hpp>
#include <resumulator/exchange.hpp>
#include <string>

namespace resumulator {

class Recorder;

/// {"exchanges":[…]}, oldest first.
[[nodiscard]] std::string journal_json(const Recorder& recorder);
/// One exchange: an object on one line.
[[nodiscard]] std::string exchange_json(const RecordedExchange& exchange);

}  // namespace resumulator
