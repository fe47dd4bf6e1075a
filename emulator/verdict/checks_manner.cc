// Checks of how the client goes on: asking, resuming, restarting, giving up.
#include <algorithm>
#include <map>

#include "verdict/checks.h"

namespace resumulator {
namespace {

bool is_query(const Turned& turn) { return turn.exchange->operation == Operation::kQuery; }

std::uint64_t start_of(const Turned& turn) {
  return turn.exchange->claimed ? turn.exchange->claimed->from : 0;
}

}  // namespace

CheckResult check(const CheckInput& input, const CheckAsksBeforeResuming& /*wanted*/) {
  CheckResult result =
      expecting("after a failed upload request a query comes before the next byte");
  std::uint64_t failures = 0;
  for (const SessionStory& session : input.story.sessions) {
    bool must_ask = false;
    for (const Turned& turn : session.turns) {
      if (must_ask && turn.carries_bytes) {
        fail(result, number(turn) + " sends bytes without having asked", turn.exchange->seq);
      }
      if (turn.carries_bytes) {
        must_ask = turn.meaning == Meaning::kRetry;
        failures += must_ask ? 1U : 0U;
      }
      // A query that failed has told nothing: the next one must still come first.
      if (turn.asks && turn.meaning == Meaning::kFine) must_ask = false;
    }
  }
  if (result.outcome == CheckOutcome::kPass) {
    result.seen = "after " + counted(failures, "failed upload request");
  }
  return needs_whole_journal(input, std::move(result));
}

CheckResult check(const CheckInput& input, const CheckQueries& wanted) {
  CheckResult result = expecting(
      "at most " + counted(wanted.at_most, "query") + (wanted.in_a_row ? " in a row" : "") +
      (wanted.after_no_progress ? " after an answer without an offset" : ""));
  std::uint64_t most = 0;
  for (const SessionStory& session : input.story.sessions) {
    std::uint64_t count = 0;
    bool uninformed = !wanted.after_no_progress;
    for (const Turned& turn : session.turns) {
      if (is_query(turn) && uninformed) {
        most = std::max(most, ++count);
        if (count > wanted.at_most) fail(result, {}, turn.exchange->seq);
      } else if (wanted.in_a_row && !is_query(turn)) {
        count = 0;
      }
      if (!wanted.after_no_progress) continue;
      // Only an answer that names an offset, or bytes that were taken, inform the client again.
      const bool informed = (turn.reported && !turn.no_progress) ||
                            (turn.carries_bytes && turn.meaning == Meaning::kFine);
      uninformed = turn.no_progress || (uninformed && !informed);
    }
  }
  result.seen = std::to_string(most);
  return needs_whole_journal(input, std::move(result));
}

namespace {

/// One past the last byte a request can have sent: an open end may be any.
std::uint64_t end_of(const Turned& turn) {
  const auto& claimed = turn.exchange->claimed;
  if (!claimed) return turn.carries_bytes ? UINT64_MAX : 0;
  return claimed->to.value_or(claimed->total.value_or(UINT64_MAX));
}

}  // namespace

CheckResult check(const CheckInput& input, const CheckResumesAtReported& /*wanted*/) {
  CheckResult result = expecting("each upload request starts at the offset last reported");
  std::uint64_t requests = 0;
  for (const SessionStory& session : input.story.sessions) {
    std::optional<std::uint64_t> known;
    if (session.from_the_start) known = 0;
    std::uint64_t sent_to = session.from_the_start ? 0 : UINT64_MAX;
    for (const Turned& turn : session.turns) {
      requests += turn.carries_bytes ? 1U : 0U;
      const bool jumps = turn.carries_bytes && known && start_of(turn) != *known;
      if (jumps) {
        fail(result,
             number(turn) + " starts at " + std::to_string(start_of(turn)) + ", told was " +
                 std::to_string(*known),
             turn.exchange->seq);
      }
      // What was never sent cannot be there, whoever says so.
      if (turn.carries_bytes && !jumps && start_of(turn) > sent_to) {
        fail(result,
             number(turn) + " starts at " + std::to_string(start_of(turn)) +
                 " as it was told, and had sent no more than " + std::to_string(sent_to),
             turn.exchange->seq);
      }
      if (turn.carries_bytes) sent_to = std::max(sent_to, end_of(turn));
      // After a failure nothing is known but what was told before it: sending again from there is
      // no jump.
      if (turn.reported) {
        known = turn.reported;
      } else if (turn.carries_bytes && turn.meaning == Meaning::kFine) {
        // Some protocols name no offset where all that was sent is there.
        known = turn.exchange->claimed ? turn.exchange->claimed->to : std::nullopt;
      }
    }
  }
  if (result.outcome == CheckOutcome::kPass) {
    result.seen = requests == 1 ? "it does" : "all " + std::to_string(requests) + " do";
  }
  return needs_whole_journal(input, std::move(result));
}

namespace {

const Turned* first_upload(const SessionStory& session, std::chrono::microseconds after) {
  for (const Turned& turn : session.turns) {
    if (turn.carries_bytes && turn.exchange->started > after) return &turn;
  }
  return nullptr;
}

/// The session that was opened for the same object after `dead` had come.
const SessionStory* session_after(const Story& story, const SessionStory& ended,
                                  const Turned& dead) {
  for (const SessionStory& other : story.sessions) {
    const bool same = other.bucket == ended.bucket && other.subject == ended.subject;
    const bool later = other.turns.front().exchange->started >= dead.exchange->started;
    if (same && later && other.ordinal > ended.ordinal) return &other;
  }
  return nullptr;
}

void judge_restart(const CheckInput& input, const CheckRestarts& wanted,
                   const SessionStory& session, const Turned& dead, CheckResult& result) {
  const std::uint64_t from = wanted.from.value_or(0);
  const bool anew = wanted.new_session.value_or(true);
  const SessionStory* next = anew ? session_after(input.story, session, dead) : &session;
  if (next == nullptr) {
    fail(result, "no new session after " + number(dead), dead.exchange->seq);
    return;
  }
  const Turned* first = first_upload(*next, dead.exchange->started);
  if (first == nullptr) {
    fail(result, "no byte was sent after " + number(dead), dead.exchange->seq);
  } else if (start_of(*first) != from) {
    fail(result, number(*first) + " begins at byte " + std::to_string(start_of(*first)),
         first->exchange->seq);
  }
}

}  // namespace

CheckResult check(const CheckInput& input, const CheckRestarts& wanted) {
  const bool anew = wanted.new_session.value_or(true);
  CheckResult result =
      expecting(std::string(anew ? "a new session" : "the session") + " begins at byte " +
                std::to_string(wanted.from.value_or(0)) + " after " + ranges_text(wanted.after));
  std::uint64_t met = 0;
  for (const SessionStory& session : input.story.sessions) {
    const auto dead =
        std::find_if(session.turns.begin(), session.turns.end(), [&](const Turned& turn) {
          return turn.meaning != Meaning::kFine && ending_word(*turn.exchange).empty() &&
                 any_holds(wanted.after, turn.exchange->status) &&
                 turn.exchange->operation != Operation::kCreate;
        });
    if (dead == session.turns.end()) continue;
    ++met;
    judge_restart(input, wanted, session, *dead, result);
  }
  if (met == 0) return inconclusive(result, "no session ended with such a status");
  if (result.outcome == CheckOutcome::kPass) result.seen = "it does";
  return needs_whole_journal(input, std::move(result));
}

CheckResult check(const CheckInput& input, const CheckGivesUp& wanted) {
  CheckResult result =
      expecting("at most " + counted(wanted.extra_requests, "further request") + " after " +
                (wanted.after.empty() ? "a permanent error" : ranges_text(wanted.after)));
  // Another session for the same object is no giving up: requests count object by object.
  std::map<std::pair<std::string, std::string>, std::uint64_t> extra;
  std::vector<const Turned*> in_order;
  for (const Turned& turn : input.story.all) in_order.push_back(&turn);
  std::stable_sort(in_order.begin(), in_order.end(), [](const Turned* a, const Turned* b) {
    return a->exchange->started < b->exchange->started;
  });
  for (const Turned* turn : in_order) {
    const RecordedExchange& exchange = *turn->exchange;
    // To cancel the session is to clean up.
    const bool counts =
        is_upload_operation(exchange.operation) && exchange.operation != Operation::kCancel;
    if (!counts) continue;
    const std::pair<std::string, std::string> key(exchange.bucket, turn->subject);
    if (const auto ended = extra.find(key); ended != extra.end()) {
      if (++ended->second > wanted.extra_requests) {
        fail(result, number(*turn) + " came after the end", exchange.seq);
      }
      continue;
    }
    const bool answered = ending_word(exchange).empty();
    const bool final = wanted.after.empty() ? turn->meaning == Meaning::kPermanent
                                            : any_holds(wanted.after, exchange.status);
    if (answered && final) extra.emplace(key, 0);
  }
  if (extra.empty()) return inconclusive(result, "there was no such error");
  if (result.outcome == CheckOutcome::kPass) result.seen = "it stopped";
  return needs_whole_journal(input, std::move(result));
}

}  // namespace resumulator
