// The one line an exchange leaves in the log, made so that a reader can replay the story from it:
//
//   #12 PUT append s3 photos/a.raw [262144,524288) kept 524288 -> 308 1.2ms
//   #13 PUT append s3 photos/a.raw [524288,786432) kept 524288 -> cut 5.0ms (client left after 1000
//   body bytes)
//
// Threads  pure functions.
#pragma once

#include <cstdint>
#include <string>

#include "engine/recorder.h"

namespace resumulator {

[[nodiscard]] std::string log_line(std::uint64_t seq, const ExchangeRecord& record,
                                   const ExchangeText& text);
/// The header fields of both sides, one a line, for the log level that wants them. Begins with a
/// line break.
[[nodiscard]] std::string log_headers(const ExchangeText& text);

}  // namespace resumulator
