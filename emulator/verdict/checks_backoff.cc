// How the client waits after failures: backoff and retries.
//
// Streak   failures one after another in one story, with nothing fine between them.
#include <algorithm>
#include <cstdlib>
#include <map>

#include "verdict/checks.h"

namespace resumulator {
namespace {

using Micros = std::chrono::microseconds;

/// A gap that the client itself made.
struct Gap {
  const Turned* turn = nullptr;
  const RecordedExchange* failure = nullptr;
  std::size_t place = 0;  ///< in its streak, from 0
};

void collect(const SessionStory& session, const CheckBackoff& wanted, std::vector<Gap>& gaps) {
  std::size_t place = 0;
  for (const Turned& turn : session.turns) {
    const bool own = turn.gap && turn.failure_before && !turn.silent_transport_retry;
    if (own) {
      const RecordedExchange& failure = *session.turns[*turn.failure_before].exchange;
      if (wanted.after.empty() || any_holds(wanted.after, failure.status)) {
        gaps.push_back({&turn, &failure, place++});
      }
    }
    if (turn.meaning != Meaning::kRetry) place = 0;
  }
}

std::vector<Gap> own_gaps(const Story& story, const CheckBackoff& wanted) {
  std::vector<Gap> gaps;
  for (const SessionStory& session : story.sessions) collect(session, wanted, gaps);
  for (const SessionStory& session : story.others) collect(session, wanted, gaps);
  return gaps;
}

std::string gap_text(const Gap& gap) {
  return "the gap between #" + std::to_string(gap.failure->seq) + " and " + number(*gap.turn) +
         " was " + time_text(*gap.turn->gap);
}

/// Far less than asked for is no wait at all.
std::string_view cause_of_haste(const Gap& gap, const CheckBackoff& wanted) {
  if (*gap.turn->gap < std::chrono::milliseconds(20)) return "it retries at once";
  return wanted.at_least_retry_after ? "it does not read Retry-After, or only one of its two forms"
                                     : "its wait is shorter than it should be";
}

void judge_length(const Gap& gap, const CheckBackoff& wanted, const Evidence& evidence,
                  CheckResult& result) {
  Micros least = scaled(wanted.at_least.value_or(Micros(0)), evidence.wire_scale);
  if (wanted.at_least_retry_after) least = gap.turn->asked_to_wait.value_or(Micros(0));
  if (*gap.turn->gap < scaled(least, evidence.timing_slack)) {
    const auto reason = why_not_silent(*gap.failure, *gap.turn->exchange);
    fail(result,
         gap_text(gap) + ", wanted " + time_text(least) +
             (reason.empty() ? "" : " (no repeat by a library: " + std::string(reason) + ")"),
         gap.turn->exchange->seq, cause_of_haste(gap, wanted));
  }
  const Micros most = scaled(wanted.at_most.value_or(Micros::max() / 2), evidence.wire_scale);
  if (wanted.at_most && *gap.turn->gap > scaled(most, 1 / evidence.timing_slack)) {
    fail(result, gap_text(gap) + ", at most " + time_text(most), gap.turn->exchange->seq,
         "its waits have no cap, or it sleeps longer than it was asked to");
  }
}

/// Each gap of a streak is a fifth longer than the one before, up to the cap. False: no streak has
/// two gaps.
bool judge_growth(const std::vector<Gap>& gaps, const CheckBackoff& wanted,
                  const Evidence& evidence, CheckResult& result) {
  bool compared = false;
  for (std::size_t i = 1; i < gaps.size(); ++i) {
    if (gaps[i].place == 0) continue;
    compared = true;
    const Micros before = *gaps[i - 1].turn->gap;
    const Micros cap = scaled(wanted.at_most.value_or(Micros::max() / 2), evidence.wire_scale);
    const bool capped = wanted.at_most && before >= scaled(cap, evidence.timing_slack / 1.2);
    if (capped || *gaps[i].turn->gap >= scaled(before, 1.2 * evidence.timing_slack)) continue;
    fail(result, gap_text(gaps[i]) + ", the one before " + time_text(before),
         gaps[i].turn->exchange->seq, "it waits as long each time, or counts anew too early");
  }
  return compared;
}

bool alike(Micros a, Micros b) {
  const auto differ = std::abs((a - b).count());
  return differ <= std::max<std::int64_t>(5000, std::max(a, b).count() / 50);
}

/// Without jitter every streak has the same gaps; where there is one streak only, all are equal.
void judge_jitter(const std::vector<Gap>& gaps, CheckResult& result) {
  if (gaps.size() < 2) return;
  std::map<std::size_t, std::vector<Micros>> by_place;
  for (const Gap& gap : gaps) by_place[gap.place].push_back(*gap.turn->gap);
  const bool streaks = by_place[0].size() > 1;
  bool all_alike = true;
  for (const auto& [place, times] : by_place) {
    const Micros first = streaks ? times.front() : by_place[0].front();
    for (const Micros time : times) all_alike = all_alike && alike(first, time);
  }
  if (all_alike) {
    fail(result, "all gaps are alike: " + time_text(*gaps.front().turn->gap),
         gaps.front().turn->exchange->seq, "nothing of its wait is drawn at random");
  }
}

std::string described(const CheckBackoff& wanted) {
  std::string out;
  const auto add = [&](const std::string& part) { out += (out.empty() ? "" : ", ") + part; };
  if (wanted.at_least_retry_after) add("waits as Retry-After says");
  if (wanted.at_least) add("waits at least " + time_text(*wanted.at_least));
  if (wanted.at_most) add("at most " + time_text(*wanted.at_most));
  if (wanted.grows) add("gaps grow");
  if (wanted.jitter) add("gaps differ");
  if (!wanted.after.empty()) out += " after " + ranges_text(wanted.after);
  return out;
}

}  // namespace

CheckResult check(const CheckInput& input, const CheckBackoff& wanted) {
  CheckResult result = expecting(described(wanted));
  if (input.evidence.no_timing) return skipped(result);
  const auto gaps = own_gaps(input.story, wanted);
  for (const Gap& gap : gaps) judge_length(gap, wanted, input.evidence, result);
  const bool compared = !wanted.grows || judge_growth(gaps, wanted, input.evidence, result);
  if (wanted.jitter) judge_jitter(gaps, result);
  if (result.outcome == CheckOutcome::kFail) return result;
  if (gaps.empty()) return inconclusive(result, "no request of the client followed a failure");
  if (!compared || (wanted.jitter && gaps.size() < 2)) {
    return inconclusive(result, "there was one gap only: nothing to compare");
  }
  result.seen = counted(gaps.size(), "gap");
  return needs_whole_journal(input, std::move(result));
}

namespace {

/// One too many is a bound that is too high; a bound is missed where they are many more.
std::string_view cause_of_repeats(const CheckRetries& wanted, std::uint64_t count) {
  constexpr std::uint64_t kFewMore = 3;
  if (count > wanted.at_most + kFewMore) return "it repeats without a bound";
  return wanted.at_most == 0 ? "it repeats what it should not" : "its bound of retries is too high";
}

}  // namespace

CheckResult check(const CheckInput& input, const CheckRetries& wanted) {
  using Per = CheckRetries::Per;
  const char* per = wanted.per == Per::kRequest   ? " per request"
                    : wanted.per == Per::kSession ? " per session"
                                                  : "";
  CheckResult result = expecting("at most " + std::to_string(wanted.at_most) +
                                 (wanted.at_most == 1 ? " retry" : " retries") + per);
  std::map<std::string, std::uint64_t> counts;
  std::uint64_t most = 0;
  const auto judge = [&](const SessionStory& session) {
    for (const Turned& turn : session.turns) {
      if (!turn.attempt_again) continue;
      const RecordedExchange& exchange = *turn.exchange;
      std::string where;
      if (wanted.per != Per::kRun) {
        where = session.ordinal != 0 ? "session " + std::to_string(session.ordinal)
                                     : session.bucket + "/" + session.object;
      }
      if (wanted.per == Per::kRequest) {
        where += std::string(", ") +
                 (turn.carries_bytes ? "upload" : to_string(exchange.operation)) + " at " +
                 std::to_string(exchange.claimed ? exchange.claimed->from : 0);
      }
      const std::uint64_t count = ++counts[where];
      most = std::max(most, count);
      if (count <= wanted.at_most) continue;
      fail(result, {}, exchange.seq);
      result.hint = cause_of_repeats(wanted, count);
      result.seen = std::to_string(count) + (where.empty() ? "" : " in " + where);
    }
  };
  for (const SessionStory& session : input.story.sessions) judge(session);
  for (const SessionStory& session : input.story.others) judge(session);
  if (result.outcome == CheckOutcome::kPass) result.seen = std::to_string(most);
  return needs_whole_journal(input, std::move(result));
}

}  // namespace resumulator
