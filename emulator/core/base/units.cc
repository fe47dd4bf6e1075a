#include "core/base/units.h"

#include <array>
#include <cstdio>
#include <limits>

#include "core/base/strings.h"

namespace resumulator {
namespace {

struct Unit {
  std::string_view name;
  std::uint64_t factor;
};

constexpr std::uint64_t kKibi = 1024;
constexpr std::array<Unit, 10> kSizes = {{{"", 1},
                                          {"B", 1},
                                          {"kB", 1000},
                                          {"MB", 1'000'000},
                                          {"GB", 1'000'000'000},
                                          {"TB", 1'000'000'000'000},
                                          {"KiB", kKibi},
                                          {"MiB", kKibi* kKibi},
                                          {"GiB", kKibi* kKibi* kKibi},
                                          {"TiB", kKibi* kKibi* kKibi* kKibi}}};
constexpr std::array<Unit, 6> kDurations = {{{"us", 1},
                                             {"ms", 1000},
                                             {"s", 1'000'000},
                                             {"m", 60'000'000},
                                             {"h", 3'600'000'000},
                                             {"d", 86'400'000'000}}};
// Past this many digits behind the point the arithmetic would leave 64 bits.
constexpr std::size_t kFractionDigitsMax = 6;

struct Kind {
  const Unit* begin;
  const Unit* end;
  const char* form;
  const char* smallest;
};
constexpr Kind kSize = {kSizes.data(), kSizes.data() + kSizes.size(),
                        R"(a size is written "262144", "256 KiB" or "1.5 MiB")", "byte"};
constexpr Kind kDuration = {kDurations.data(), kDurations.data() + kDurations.size(),
                            R"(a duration is written "250ms", "30s" or "7d")", "microsecond"};

Unexpected malformed(std::string_view text, const char* why) {
  return Unexpected(ErrorKind::kMalformed, "\"" + std::string(text) + "\": " + why);
}
Unexpected too_large(std::string_view text) {
  return Unexpected(ErrorKind::kOutOfRange, "\"" + std::string(text) + "\" is too large");
}

std::string_view take_digits(std::string_view& rest) {
  std::size_t count = 0;
  while (count < rest.size() && is_digit(rest[count])) {
    ++count;
  }
  const auto digits = rest.substr(0, count);
  rest.remove_prefix(count);
  return digits;
}

// The fraction ".fff" of `factor`, which must come out whole.
Result<std::uint64_t> fraction_of(std::string_view digits, std::uint64_t factor,
                                  std::string_view text, const Kind& kind) {
  while (!digits.empty() && digits.back() == '0') {
    digits.remove_suffix(1);
  }
  if (digits.empty()) {
    return std::uint64_t{0};
  }
  std::uint64_t scale = 1;
  for (std::size_t i = 0; i < digits.size() && i < kFractionDigitsMax; ++i) {
    scale *= 10;
  }
  const auto number = parse_u64(digits.substr(0, kFractionDigitsMax));
  const auto product = number.value_or(0U) * factor;
  if (digits.size() > kFractionDigitsMax || product % scale != 0) {
    return Unexpected(ErrorKind::kMalformed,
                      "\"" + std::string(text) + "\" is not a whole " + kind.smallest);
  }
  return product / scale;
}

Result<std::uint64_t> parse(std::string_view text, const Kind& kind) {
  auto rest = text;
  const auto whole = take_digits(rest);
  std::string_view fraction;
  const bool has_point = take_prefix(rest, ".");
  if (has_point) {
    fraction = take_digits(rest);
  }
  if (whole.empty() || (has_point && fraction.empty())) {
    return malformed(text, kind.form);
  }
  const auto unit_part = rest;
  while (!rest.empty() && rest.front() == ' ') {
    rest.remove_prefix(1);
  }
  if (rest.empty() && !unit_part.empty()) {
    return malformed(text, kind.form);  // blanks at the end
  }
  const Unit* unit = kind.begin;
  while (unit != kind.end && unit->name != rest) {
    ++unit;
  }
  if (unit == kind.end) {
    return malformed(text, kind.form);
  }
  const auto number = parse_u64(whole);
  const auto part = fraction_of(fraction, unit->factor, text, kind);
  if (!part) {
    return part;
  }
  if (!number || *number > (std::numeric_limits<std::uint64_t>::max() - *part) / unit->factor) {
    return too_large(text);
  }
  return *number * unit->factor + *part;
}

}  // namespace

Result<std::uint64_t> parse_size(std::string_view text) { return parse(text, kSize); }

Result<Duration> parse_duration(std::string_view text) {
  const auto microseconds = parse(text, kDuration);
  if (!microseconds) {
    return Unexpected(microseconds.error());
  }
  if (*microseconds > static_cast<std::uint64_t>(Duration::max().count())) {
    return too_large(text);
  }
  return Duration(static_cast<Duration::rep>(*microseconds));
}

std::string format_size(std::uint64_t bytes) {
  if (bytes < kKibi) {
    return std::to_string(bytes) + (bytes == 1 ? " byte" : " bytes");
  }
  static constexpr std::array<const char*, 6> kUnits = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  std::uint64_t factor = kKibi;
  std::size_t unit = 0;
  while (unit + 1 < kUnits.size() && bytes / kKibi >= factor) {
    factor *= kKibi;
    ++unit;
  }
  std::array<char, 32> text{};
  const auto value = static_cast<double>(bytes) / static_cast<double>(factor);
  std::snprintf(text.data(), text.size(), bytes % factor == 0 ? "%.0f %s" : "%.1f %s", value,
                kUnits[unit]);
  return text.data();
}

std::string format_duration(Duration duration) {
  const auto count = duration.count();
  if (count == 0) {
    return "0s";
  }
  const Unit* unit = kDurations.data() + kDurations.size() - 1;
  while (count % static_cast<Duration::rep>(unit->factor) != 0) {
    --unit;
  }
  return std::to_string(count / static_cast<Duration::rep>(unit->factor)) + std::string(unit->name);
}

}  // namespace resumulator
