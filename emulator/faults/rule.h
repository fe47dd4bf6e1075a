// Fault rules as data: what the scenario language says, after reading. No rule knows a protocol or
// a socket.
//
// Units    sizes in bytes (u64), durations in microseconds; ranges inclusive, as written.
// Source   docs/scenario-format.md (parts 2 to 6 of the language).
// Threads  plain values.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <resumulator/clock.hpp>
#include <resumulator/exchange.hpp>
#include <string>
#include <variant>
#include <vector>

#include "core/upload/keep.h"
#include "faults/glob_pattern.h"

namespace resumulator {

/// `2`, `"2.."`, `"..4"`, `"1..3"`.
struct NumberRange {
  std::uint64_t first = 0;
  std::uint64_t last = UINT64_MAX;
  [[nodiscard]] bool holds(std::uint64_t value) const { return value >= first && value <= last; }
  friend bool operator==(const NumberRange&, const NumberRange&) = default;
};

/// A named value that must fit a glob; no pattern: the name must be absent.
using GlobMap = std::map<std::string, std::optional<GlobPattern>>;

struct Matcher {
  std::vector<std::string> protocols;
  std::vector<Operation> operations;   ///< "upload" is written out as append, finalize
  std::optional<NumberRange> session;  ///< ordinal in the lane
  std::optional<NumberRange> nth;
  std::optional<std::uint64_t> covers;
  std::optional<NumberRange> offset;
  std::optional<NumberRange> length;
  std::optional<NumberRange> persisted;
  std::optional<bool> final;
  GlobPattern bucket;  ///< glob; empty: any
  GlobPattern object;
  GlobMap header;
  GlobMap query;
  GlobPattern lane;
  std::optional<bool> connection_reused;
  std::optional<NumberRange> connection_request;
  std::string phase;
  std::optional<std::pair<Duration, Duration>> clock;  ///< since the clock's start, [from, to]
  std::vector<Matcher> any_of;
  std::vector<Matcher> none_of;  ///< "not": at most one
};

/// Where in the life of a request a rule acts, in the order in which a request meets them.
struct Point {
  enum class Kind : std::uint8_t {
    kAccept,
    kHeaders,
    kBodyByte,
    kObjectByte,
    kBody,
    kStored,
    kAnswerByte,
    kAnswered
  };
  Kind kind = Kind::kHeaders;
  std::uint64_t byte = 0;  ///< kBodyByte, kObjectByte, kAnswerByte
  bool in_body = false;    ///< kAnswerByte: `byte` counts from the first one of the body
  friend bool operator==(const Point&, const Point&) = default;
};

/// One action: the word of the language and its parameters as JSON text. The kind in the catalogue
/// reads the parameters.
struct ActionSpec {
  std::string word;    ///< "answer", "reset", "stall" …
  std::string params;  ///< JSON text; "null" for a bare word
  friend bool operator==(const ActionSpec&, const ActionSpec&) = default;
};

/// Where something stood in its file, for messages.
struct SourcePlace {
  std::string file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::string pointer;  ///< JSON pointer
};

enum class Scope : std::uint8_t { kLane, kSession, kObject, kConnection };
enum class Then : std::uint8_t { kPass, kLast, kRepeat };

struct Rule {
  std::string name;  ///< "scenario/rule"; made up ("rule 2") where the file gives none
  std::string because;
  Matcher when;
  Point at;
  std::vector<ActionSpec> actions;  ///< without steps
  std::vector<std::vector<ActionSpec>> steps;
  Then then = Then::kPass;
  std::optional<Keep> keep;
  std::uint64_t skip = 0;
  std::optional<std::uint64_t> times = 1;  ///< empty: always
  std::uint64_t every = 1;
  std::optional<double> chance;
  std::optional<std::uint64_t> max_in_a_row;
  Scope per = Scope::kLane;
  std::int64_t priority = 0;
  std::optional<bool> drain;
  SourcePlace place;
};

/// When all faults stop.
struct Heal {
  std::optional<std::uint64_t> after_faults;
  std::optional<std::chrono::microseconds> after;
};

}  // namespace resumulator
