#include "core/wire/times.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "core/base/strings.h"

namespace resumulator {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr std::array<std::string_view, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

constexpr TimePoint kFirst =
    sys_days(std::chrono::year(1) / std::chrono::January / std::chrono::day(1));
constexpr TimePoint kLast =
    TimePoint(sys_days(std::chrono::year(10000) / std::chrono::January / std::chrono::day(1))) -
    Duration(1);

Unexpected malformed() { return {ErrorKind::kMalformed, "not a time of the expected form"}; }
Unexpected out_of_range() { return {ErrorKind::kOutOfRange, "no such date or time of day"}; }

struct Parts {
  std::uint64_t year = 0;
  std::uint64_t month = 0;
  std::uint64_t day = 0;
  std::uint64_t hour = 0;
  std::uint64_t minute = 0;
  std::uint64_t second = 0;
  std::uint64_t microsecond = 0;
  std::size_t weekday = 0;
};

Parts to_parts(TimePoint time) {
  time = std::clamp(time, kFirst, kLast);
  const auto day = std::chrono::floor<days>(time);
  const year_month_day date(day);
  const auto of_day = static_cast<std::uint64_t>((time - day).count());
  const std::uint64_t second = of_day / 1'000'000;
  return {static_cast<std::uint64_t>(static_cast<int>(date.year())),
          static_cast<unsigned>(date.month()),
          static_cast<unsigned>(date.day()),
          second / 3600,
          second / 60 % 60,
          second % 60,
          of_day % 1'000'000,
          std::chrono::weekday(day).c_encoding()};
}

/// A second of 60 (a leap second) is the first of the next minute.
Result<TimePoint> from_parts(const Parts& parts) {
  const year_month_day date(std::chrono::year(static_cast<int>(parts.year)),
                            std::chrono::month(static_cast<unsigned>(parts.month)),
                            std::chrono::day(static_cast<unsigned>(parts.day)));
  if (!date.ok() || parts.year == 0 || parts.hour > 23 || parts.minute > 59 || parts.second > 60) {
    return out_of_range();
  }
  const std::uint64_t seconds = parts.hour * 3600 + parts.minute * 60 + parts.second;
  return TimePoint(sys_days(date)) +
         Duration(static_cast<std::int64_t>(seconds * 1'000'000 + parts.microsecond));
}

void append_digits(std::string& out, std::uint64_t number, std::size_t width) {
  const std::string digits = std::to_string(number);
  out.append(width > digits.size() ? width - digits.size() : 0, '0');
  out += digits;
}

/// Reads a text from the front; the first thing that does not fit sets failed() for good.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::uint64_t digits(std::size_t width) {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < width; ++i) {
      if (text_.empty() || !is_digit(text_.front())) {
        failed_ = true;
        return 0;
      }
      number = number * 10 + static_cast<std::uint64_t>(text_.front() - '0');
      text_.remove_prefix(1);
    }
    return number;
  }
  void expect(std::string_view word) { failed_ |= !take_prefix(text_, word); }
  bool take(char c) { return take_prefix(text_, std::string_view(&c, 1)); }
  /// Position of one of `words` that stands here.
  template <std::size_t kCount>
  std::size_t one_of(const std::array<std::string_view, kCount>& words) {
    for (std::size_t i = 0; i < kCount; ++i) {
      if (take_prefix(text_, words[i])) return i;
    }
    failed_ = true;
    return 0;
  }
  /// Fraction digits as microseconds; at least one digit must stand here.
  std::uint64_t fraction() {
    std::uint64_t microseconds = 0;
    std::size_t seen = 0;
    for (; !text_.empty() && is_digit(text_.front()); text_.remove_prefix(1), ++seen) {
      if (seen < 6) microseconds = microseconds * 10 + static_cast<std::uint64_t>(text_[0] - '0');
    }
    failed_ |= seen == 0;
    for (; seen < 6; ++seen) microseconds *= 10;
    return microseconds;
  }
  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] bool done() const { return !failed_ && text_.empty(); }

 private:
  std::string_view text_;
  bool failed_ = false;
};

/// "Z" or "+hh:mm", in minutes east of UTC.
Result<std::int64_t> scan_offset(Scanner& scan) {
  if (scan.take('Z') || scan.take('z')) return std::int64_t{0};
  const bool west = scan.take('-');
  if (!west) scan.expect("+");
  const std::uint64_t hours = scan.digits(2);
  scan.expect(":");
  const std::uint64_t minutes = scan.digits(2);
  if (hours > 23 || minutes > 59) return out_of_range();
  const auto east = static_cast<std::int64_t>(hours * 60 + minutes);
  return west ? -east : east;
}

}  // namespace

std::string format_rfc3339(TimePoint time) {
  const Parts parts = to_parts(time);
  std::string out;
  append_digits(out, parts.year, 4);
  out += '-';
  append_digits(out, parts.month, 2);
  out += '-';
  append_digits(out, parts.day, 2);
  out += 'T';
  append_digits(out, parts.hour, 2);
  out += ':';
  append_digits(out, parts.minute, 2);
  out += ':';
  append_digits(out, parts.second, 2);
  out += '.';
  append_digits(out, parts.microsecond / 1000, 3);
  return out + 'Z';
}

std::string format_http_date(TimePoint time) {
  const Parts parts = to_parts(time);
  std::string out(kDays[parts.weekday]);
  out += ", ";
  append_digits(out, parts.day, 2);
  out += ' ';
  out += kMonths[parts.month - 1];
  out += ' ';
  append_digits(out, parts.year, 4);
  out += ' ';
  append_digits(out, parts.hour, 2);
  out += ':';
  append_digits(out, parts.minute, 2);
  out += ':';
  append_digits(out, parts.second, 2);
  return out + " GMT";
}

Result<TimePoint> parse_rfc3339(std::string_view text) {
  Scanner scan(text);
  Parts parts;
  parts.year = scan.digits(4);
  scan.expect("-");
  parts.month = scan.digits(2);
  scan.expect("-");
  parts.day = scan.digits(2);
  if (!scan.take('t')) scan.expect("T");
  parts.hour = scan.digits(2);
  scan.expect(":");
  parts.minute = scan.digits(2);
  scan.expect(":");
  parts.second = scan.digits(2);
  if (scan.take('.')) parts.microsecond = scan.fraction();
  const Result<std::int64_t> offset = scan_offset(scan);
  if (!scan.done()) return malformed();
  if (!offset) return Unexpected(offset.error());
  Result<TimePoint> local = from_parts(parts);
  if (!local) return local;
  const TimePoint time = *local - std::chrono::minutes(*offset);
  if (time < kFirst || time > kLast) return out_of_range();
  return time;
}

Result<TimePoint> parse_http_date(std::string_view text) {
  Scanner scan(text);
  Parts parts;
  parts.weekday = scan.one_of(kDays);
  scan.expect(", ");
  parts.day = scan.digits(2);
  scan.expect(" ");
  parts.month = scan.one_of(kMonths) + 1;
  scan.expect(" ");
  parts.year = scan.digits(4);
  scan.expect(" ");
  parts.hour = scan.digits(2);
  scan.expect(":");
  parts.minute = scan.digits(2);
  scan.expect(":");
  parts.second = scan.digits(2);
  scan.expect(" GMT");
  if (!scan.done()) return malformed();
  Result<TimePoint> time = from_parts(parts);
  if (!time) return time;
  const std::chrono::weekday named(static_cast<unsigned>(parts.weekday));
  const year_month_day date(std::chrono::year(static_cast<int>(parts.year)),
                            std::chrono::month(static_cast<unsigned>(parts.month)),
                            std::chrono::day(static_cast<unsigned>(parts.day)));
  if (std::chrono::weekday(sys_days(date)) != named || *time > kLast) return out_of_range();
  return time;
}

}  // namespace resumulator
