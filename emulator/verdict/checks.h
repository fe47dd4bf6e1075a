// The checks of `expect`, each a pure function of the story and the evidence.
//
// A check fills outcome, expected, seen and evidence, and a hint where its parts break for
// different reasons; blame, and the hint of all others, are added by hints.h. Dropped   where the
// journal is not whole, a check that found nothing wrong is inconclusive unless
//           what it needs is sure to be there.
// Threads   pure functions.
#pragma once

#include <string>
#include <string_view>

#include "scenario/scenario.h"
#include "verdict/story.h"
#include "verdict/verdict.h"

namespace resumulator {

struct CheckInput {
  const Story& story;
  const Evidence& evidence;
  const Scenario& scenario;
  /// Of every rule of the scenario: as counted by the server, else as the journal shows them.
  const std::vector<RuleFacts>& rules;
};

[[nodiscard]] CheckResult run_check(const CheckInput& input, const Expectation& expectation);

[[nodiscard]] CheckResult check(const CheckInput& input, const CheckCompletes& wanted);
[[nodiscard]] CheckResult check(const CheckInput& input, const CheckObject& wanted);
[[nodiscard]] CheckResult check(const CheckInput& input, const CheckBytesAgree& wanted);
[[nodiscard]] CheckResult check(const CheckInput& input, const CheckSessions& wanted);
[[nodiscard]] CheckResult check(const CheckInput& input, const CheckRetries& wanted);
[[nodiscard]] CheckResult check(const CheckInput& input, const CheckBackoff& wanted);
[[nodiscard]] CheckResult check(const CheckInput& input, const CheckAsksBeforeResuming& wanted);
[[nodiscard]] CheckResult check(const CheckInput& input, const CheckQueries& wanted);
[[nodiscard]] CheckResult check(const CheckInput& input, const CheckResumesAtReported& wanted);
[[nodiscard]] CheckResult check(const CheckInput& input, const CheckRestarts& wanted);
[[nodiscard]] CheckResult check(const CheckInput& input, const CheckChunks& wanted);
[[nodiscard]] CheckResult check(const CheckInput& input, const CheckResentBytes& wanted);
[[nodiscard]] CheckResult check(const CheckInput& input, const CheckConversation& wanted);
[[nodiscard]] CheckResult check(const CheckInput& input, const CheckNever& wanted);
[[nodiscard]] CheckResult check(const CheckInput& input, const CheckGivesUp& wanted);
[[nodiscard]] CheckResult check(const CheckInput& input, const CheckNoticesCorruption& wanted);
[[nodiscard]] CheckResult check(const CheckInput& input, const CheckClient& wanted);
[[nodiscard]] CheckResult check(const CheckInput& input, const CheckProtocolRules& wanted);
[[nodiscard]] CheckResult check(const CheckInput& input, const CheckFaultsMet& wanted);
/// Judged in every run with a client: it ended by itself, in time, without flooding its output.
[[nodiscard]] CheckResult check_ending(const CheckInput& input);

/// Starts a result: what was expected, nothing seen yet, passing.
[[nodiscard]] CheckResult expecting(std::string expected);
/// The first failure is told, with its likely cause where that is special; all are cited.
CheckResult& fail(CheckResult& result, std::string seen, std::uint64_t seq = 0,
                  std::string_view cause = {});
CheckResult& inconclusive(CheckResult& result, std::string seen);
/// A timing check where timing is not judged.
CheckResult& skipped(CheckResult& result);
/// What passed on a journal that is not whole has not passed.
[[nodiscard]] CheckResult needs_whole_journal(const CheckInput& input, CheckResult result);

/// "1 byte", "2 bytes".
[[nodiscard]] std::string counted(std::uint64_t number, std::string_view noun);
[[nodiscard]] std::string number(const Turned& turn);  ///< "#4"
/// "820 ms", "12 s": for people.
[[nodiscard]] std::string time_text(std::chrono::microseconds time);
[[nodiscard]] std::chrono::microseconds scaled(std::chrono::microseconds time, double by);
[[nodiscard]] bool any_holds(const std::vector<StatusRange>& ranges, int status);
/// "408, 429, 500-599".
[[nodiscard]] std::string ranges_text(const std::vector<StatusRange>& ranges);

}  // namespace resumulator
