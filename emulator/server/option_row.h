// One row of an option table: a name, the words it takes, and how a member of T is set and shown.
//
// Words    of enumerations and booleans: the n-th word stands for the n-th enumerator; false comes
// before true. Of status codes: the codes allowed. Free values describe themselves: SIZE, DURATION,
// NUMBER.
// Threads  pure functions.
#pragma once

#include <charconv>
#include <cstdint>
#include <limits>
#include <resumulator/result.hpp>
#include <string>
#include <string_view>
#include <type_traits>

#include "core/base/strings.h"
#include "core/base/units.h"

namespace resumulator {

template <typename T>
struct OptionRow {
  std::string_view name;
  std::string_view words;  ///< separated by blanks
  std::string_view meaning;
  Result<void> (*set)(T&, std::string_view value, std::string_view words);
  std::string (*show)(const T&, std::string_view words);
};

namespace option_kinds {

[[nodiscard]] inline Unexpected not_a_value() { return Unexpected(ErrorKind::kUsage, {}); }

/// A boolean or an enumeration: a word stands for its position.
template <auto Member>
struct Word {
  template <typename T>
  static Result<void> set(T& target, std::string_view value, std::string_view words) {
    std::uint8_t position = 0;
    for (const auto word : split(words, ' ')) {
      if (word == value) {
        target.*Member = static_cast<std::remove_reference_t<decltype(target.*Member)>>(position);
        return {};
      }
      ++position;
    }
    return not_a_value();
  }
  template <typename T>
  static std::string show(const T& target, std::string_view words) {
    return std::string(split(words, ' ').at(static_cast<std::size_t>(target.*Member)));
  }
};

/// One of the status codes the words name.
template <auto Member>
struct Status {
  template <typename T>
  static Result<void> set(T& target, std::string_view value, std::string_view words) {
    for (const auto word : split(words, ' ')) {
      if (word == value) {
        target.*Member = static_cast<int>(*parse_u64(word));
        return {};
      }
    }
    return not_a_value();
  }
  template <typename T>
  static std::string show(const T& target, std::string_view /*words*/) {
    return std::to_string(target.*Member);
  }
};

/// A count, at least 1.
template <auto Member>
struct Number {
  template <typename T>
  static Result<void> set(T& target, std::string_view value, std::string_view /*words*/) {
    using Value = std::remove_reference_t<decltype(target.*Member)>;
    const auto number = parse_u64(value);
    if (!number || *number == 0 || *number > std::numeric_limits<Value>::max()) {
      return not_a_value();
    }
    target.*Member = static_cast<Value>(*number);
    return {};
  }
  template <typename T>
  static std::string show(const T& target, std::string_view /*words*/) {
    return std::to_string(target.*Member);
  }
};

/// Bytes, at least 1.
template <auto Member>
struct Size {
  template <typename T>
  static Result<void> set(T& target, std::string_view value, std::string_view /*words*/) {
    const auto bytes = parse_size(value);
    if (!bytes) {
      return Unexpected(bytes.error());
    }
    if (*bytes == 0) {
      return not_a_value();
    }
    target.*Member = *bytes;
    return {};
  }
  template <typename T>
  static std::string show(const T& target, std::string_view /*words*/) {
    return format_size(target.*Member);
  }
};

/// A duration in the unit of the member, which it must fit without a rest.
template <auto Member>
struct Time {
  template <typename T>
  static Result<void> set(T& target, std::string_view value, std::string_view /*words*/) {
    using Value = std::remove_reference_t<decltype(target.*Member)>;
    const auto duration = parse_duration(value);
    if (!duration) {
      return Unexpected(duration.error());
    }
    const auto whole = std::chrono::duration_cast<Value>(*duration);
    if (whole != *duration) {
      return not_a_value();
    }
    target.*Member = whole;
    return {};
  }
  template <typename T>
  static std::string show(const T& target, std::string_view /*words*/) {
    return format_duration(std::chrono::duration_cast<Duration>(target.*Member));
  }
};

}  // namespace option_kinds
}  // namespace resumulator
