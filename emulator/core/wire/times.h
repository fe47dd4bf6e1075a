// Times on the wire: RFC 3339 in JSON, IMF-fixdate in HTTP headers.
//
// Units    TimePoint: microseconds since the Unix epoch, UTC. Years 1 to 9999; times outside are
//          written as the nearest end.
// Errors   kMalformed: not the grammar. kOutOfRange: no such date or time of day.
// Source   RFC 3339 5.6; RFC 9110 5.6.7. Rules gcs.identity.times
// Threads  pure functions, no locale.
#pragma once

#include <resumulator/clock.hpp>
#include <resumulator/result.hpp>
#include <string>
#include <string_view>

namespace resumulator {

/// "2023-04-04T07:42:22.813Z": always three digits of the second, cut, not rounded.
[[nodiscard]] std::string format_rfc3339(TimePoint time);
/// "Tue, 04 Apr 2023 07:42:22 GMT".
[[nodiscard]] std::string format_http_date(TimePoint time);
/// Any number of fraction digits (past the sixth: cut), "Z" or "+hh:mm".
[[nodiscard]] Result<TimePoint> parse_rfc3339(std::string_view text);
/// IMF-fixdate only; the day of the week must be right.
[[nodiscard]] Result<TimePoint> parse_http_date(std::string_view text);

}  // namespace resumulator
