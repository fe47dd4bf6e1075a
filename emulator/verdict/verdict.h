// The verdict on a client: a pure function of evidence and scenario.
//
// Source   docs/scenario-format.md, "expect"; docs/verdict.md.
// Cost     linear in the journal, but for a logarithm: 100,000 exchanges in less than a second.
// Threads  pure functions.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "scenario/scenario.h"
#include "verdict/evidence.h"

namespace resumulator {

enum class VerdictOutcome : std::uint8_t {
  kPass,
  kFail,          ///< something that must be was not
  kInconclusive,  ///< a required fault was never met, or no upload was seen
  kError,         ///< the client could not be started, or the server had trouble
};
enum class CheckOutcome : std::uint8_t { kPass, kFail, kSkipped, kInconclusive };
[[nodiscard]] const char* to_string(VerdictOutcome outcome);
[[nodiscard]] const char* to_string(CheckOutcome outcome);
[[nodiscard]] const char* to_string(Level level);

struct CheckResult {
  std::string id;  ///< "conversation", "rule GCS-02", "client"
  Level level = Level::kMust;
  CheckOutcome outcome = CheckOutcome::kPass;
  bool decides = true;  ///< a failure fails the run: `must`, or `should` when judged strictly
  std::string expected;
  std::string seen;
  std::vector<std::uint64_t> evidence;  ///< journal numbers, ascending
  std::string blame;                    ///< "client", "scenario", "environment"
  std::string hint;                     ///< one likely cause
  std::string because;                  ///< the scenario's own reason
};

struct Verdict {
  VerdictOutcome outcome = VerdictOutcome::kPass;
  bool out_of_time = false;           ///< the client was ended because its time was over
  bool refused = false;               ///< of kError: what was asked for cannot be run
  bool inconclusive_is_skip = false;  ///< as asked for: then it does not fail the run
  std::string headline;               ///< "1 must broken, 2 should broken, 6 checks"
  std::string trouble;                ///< of kError: what was wrong, one sentence
  std::string scenario;
  std::string case_name;
  std::string scenario_sha256;
  std::string lane;
  std::string version;
  std::uint64_t seed = 0;
  std::vector<CheckResult> checks;  ///< the scenario's first, then those of every run
  std::vector<RuleFacts> rules;
  std::uint64_t sessions = 0;
  std::uint64_t requests = 0;
  std::uint64_t bytes_sent = 0;
  std::uint64_t object_bytes = 0;
  std::uint64_t resent_bytes = 0;
  std::uint64_t faults = 0;
  std::string again;  ///< the line that repeats the run
};

struct JudgeOptions {
  bool strict = false;  ///< `should` counts as `must`
  bool inconclusive_is_skip = false;
  std::map<std::string, Level> rule_levels;  ///< of rules of the book: --rule GCS-02=must
};
/// Evidence of a run in trouble (Evidence::trouble) is told as that, and judged no further.
[[nodiscard]] Verdict judge(const Evidence& evidence, const Scenario& scenario,
                            const JudgeOptions& options = {});
/// A run that came to nothing: the server or the files were in trouble.
[[nodiscard]] Verdict error_verdict(const Evidence& evidence, const Scenario& scenario,
                                    std::string trouble);

/// Of `run` and `judge`: 0 pass, 1 fail, 2 refused, 3 inconclusive, 4 error, 5 the client ran out
/// of time.
[[nodiscard]] int exit_code(const Verdict& verdict);
/// Of several the gravest: refused, error, out of time, fail, inconclusive, pass.
[[nodiscard]] int exit_code(const std::vector<Verdict>& verdicts);

/// One numbered rule of good behaviour of a protocol.
struct BookRule {
  std::string id;        ///< "GCS-02"
  std::string protocol;  ///< "gcs-json"
  Level level = Level::kShould;
  std::string text;
  std::string source;
  std::vector<std::string> also{};  ///< further protocols it holds for
};
/// All, by id. `resumulator rules` prints it.
[[nodiscard]] const std::vector<BookRule>& rule_book();

}  // namespace resumulator
