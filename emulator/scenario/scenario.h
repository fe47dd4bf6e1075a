// A scenario after reading: the world it starts from, the faults, and what a correct client does.
//
// Units    bytes, microseconds.
// Source   docs/scenario-format.md.
// Threads  plain values.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <resumulator/clock.hpp>
#include <string>
#include <variant>
#include <vector>

#include "faults/rule.h"

namespace resumulator {

struct Payload {
  std::uint64_t size = 0;
  std::uint64_t seed = 0;
  std::string name;  ///< empty: "payload.bin"
};
struct GivenObject {
  std::string bucket;
  std::string name;
  std::uint64_t size = 0;
  std::uint64_t seed = 0;
  std::string content_type;
};
/// Settings of the tus server; what is empty has its default.
struct GivenTus {
  std::optional<std::vector<std::string>> extensions;
  std::optional<std::uint64_t> max_size;
  std::optional<Duration> expiry;
};
struct Given {
  std::vector<std::string> protocols;  ///< empty: all
  std::vector<std::string> buckets;
  std::vector<GivenObject> objects;
  std::optional<Payload> payload;
  std::optional<TimePoint> clock;
  std::optional<bool> clock_manual;
  std::optional<Duration> session_lifetime;
  std::optional<std::uint64_t> granularity;
  GivenTus tus;
  /// Of "photos" and "resumablejs": each setting as it is written on the command line.
  std::map<std::string, std::map<std::string, std::string>> profiles;
  std::map<std::string, SourcePlace> places;  ///< of each key that the file has
};

/// A status or a class of them ("5xx"): [first, last].
struct StatusRange {
  int first = 0;
  int last = 0;
  [[nodiscard]] bool holds(int status) const { return status >= first && status <= last; }
};
struct CountBounds {
  std::optional<std::uint64_t> at_least;
  std::optional<std::uint64_t> at_most;
};

// The nineteen checks. Field names are those of the language.
struct CheckCompletes {
  std::optional<std::uint64_t> objects;
  std::optional<Duration> within;
};
struct CheckObject {
  std::string bucket, name;
  std::optional<std::uint64_t> size;
  bool equals_payload = false;
  std::string equals_file, equals_sha256;
};
struct CheckBytesAgree {};
struct CheckSessions {
  CountBounds count;
};
struct CheckRetries {
  std::uint64_t at_most = 0;
  enum class Per : std::uint8_t { kRequest, kSession, kRun } per = Per::kRun;
};
struct CheckBackoff {
  std::optional<Duration> at_least;
  bool at_least_retry_after = false;
  std::optional<Duration> at_most;
  bool grows = false, jitter = false;
  std::vector<StatusRange> after;
};
struct CheckAsksBeforeResuming {};
struct CheckQueries {
  std::uint64_t at_most = 0;
  bool in_a_row = false;
  bool after_no_progress = false;
};
struct CheckResumesAtReported {};
struct CheckRestarts {
  std::vector<StatusRange> after;
  std::optional<std::uint64_t> from;
  std::optional<bool> new_session;
};
struct CheckChunks {
  std::optional<std::uint64_t> multiple_of, at_least, at_most;
  bool except_last = false;
};
struct CheckResentBytes {
  std::uint64_t at_most = 0;
};
struct CheckConversation {
  std::string pattern;
};
struct CheckNever {
  Matcher matcher;
  std::string after;
};
struct CheckGivesUp {
  std::vector<StatusRange> after;
  std::uint64_t extra_requests = 0;
};
struct CheckNoticesCorruption {
  bool by_exit = true, by_delete = true, by_reupload = true;
};
struct CheckClient {
  std::optional<int> exit;
  bool exit_nonzero = false;
  std::optional<Duration> within;
  std::string output_has;
};
struct CheckProtocolRules {
  std::vector<std::string> rules;
};  ///< empty: all
struct CheckFaultsMet {
  enum class Need : std::uint8_t { kAll, kSome, kNone } need = Need::kAll;
};

using Check = std::variant<CheckCompletes, CheckObject, CheckBytesAgree, CheckSessions,
                           CheckRetries, CheckBackoff, CheckAsksBeforeResuming, CheckQueries,
                           CheckResumesAtReported, CheckRestarts, CheckChunks, CheckResentBytes,
                           CheckConversation, CheckNever, CheckGivesUp, CheckNoticesCorruption,
                           CheckClient, CheckProtocolRules, CheckFaultsMet>;
/// "completes", "object" …: the word of the language.
[[nodiscard]] const char* check_word(const Check& check);

enum class Level : std::uint8_t { kMust, kShould, kInfo };
struct Expectation {
  Check check;
  Level level = Level::kMust;
  std::string because;
  std::string text;  ///< as written, compact JSON, for reports
  SourcePlace place;
};

struct Scenario {
  std::string name;
  SourcePlace place;  ///< of the name
  std::string about;
  std::vector<std::string> tags;
  Given given;
  std::vector<Rule> rules;  ///< file order, includes after the file's own
  std::optional<Heal> heal;
  SourcePlace heal_place;
  std::vector<Expectation> expect;
  std::string case_name;  ///< "code=503,cut=0"; empty without vary
  std::string expanded;   ///< this case as one JSON document: what a run folder keeps
};

}  // namespace resumulator
