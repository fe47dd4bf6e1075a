#include "verdict/hints.h"

#include <algorithm>

namespace resumulator {
namespace {

struct Hint {
  std::string_view check;
  std::string_view cause;
};

/// The classic bug behind each check, where nothing more special is seen; backoff, retries and
/// chunks break in several ways and tell theirs.
constexpr Hint kHints[] = {
    {"completes", "it gave up, or took a failure for success"},
    {"object", "it advanced by what it sent instead of what the answer said was stored"},
    {"bytes_agree", "it reads from the wrong place of its source when it sends again"},
    {"sessions", "it opens a new session instead of resuming the old one"},
    {"asks_before_resuming", "it repeats the request instead of asking for the offset"},
    {"queries", "it asks in a busy loop"},
    {"resumes_at", "it ignores the Range of the answer"},
    {"restarts", "it goes on with a dead session, or takes its offset into the new one"},
    {"resent_bytes", "it starts over where it could resume"},
    {"never", "it does what it should have left"},
    {"gives_up", "it retries a permanent error"},
    {"notices_corruption", "it does not compare the checksum of the answer with its own"},
    {"client", "its exit does not tell what happened to the upload"},
    {"rule GCS-01", "its source changed after the upload began, or it counted another one"},
    {"rule GCS-02", "its chunk size is not a multiple of 256 KiB"},
    {"rule GCS-03", "it advanced by what it sent instead of what was stored"},
    {"rule GCS-04", "it sends bytes along with the question"},
    {"rule GCS-05", "it computes the end of the range by another length than the body's"},
    {"rule GCS-06", "it puts the range together by hand and wrongly"},
    {"rule GCS-07", "its source changed while it was read"},
    {"rule GCS-08", "it does not take the last answer for the end"},
    {"rule GCS-09", "it goes on with a dead session"},
    {"rule GCS-10", "it does not read Retry-After, or only one of its two forms"},
    {"rule GCS-11", "it repeats the request instead of asking for the offset"},
    {"rule GCS-12", "it asks in a busy loop"},
    {"rule GCS-13", "it retries a permanent error"},
};

const Turned* turn_with(const Story& story, std::uint64_t seq) {
  const auto found = std::lower_bound(
      story.all.begin(), story.all.end(), seq,
      [](const Turned& turn, std::uint64_t wanted) { return turn.exchange->seq < wanted; });
  return found != story.all.end() && found->exchange->seq == seq ? &*found : nullptr;
}

bool has_transport_retry(const Story& story) {
  return std::any_of(story.all.begin(), story.all.end(),
                     [](const Turned& turn) { return turn.silent_transport_retry; });
}

/// Whether one of the cited requests was repeated below the client's own code.
bool cites_transport_retry(const CheckResult& result, const Story& story) {
  return std::any_of(result.evidence.begin(), result.evidence.end(), [&](std::uint64_t seq) {
    const Turned* turn = turn_with(story, seq);
    return turn != nullptr && turn->silent_transport_retry;
  });
}

std::string_view conversation_hint(const CheckResult& result, const Story& story) {
  for (const std::uint64_t seq : result.evidence) {
    const Turned* turn = turn_with(story, seq);
    if (turn == nullptr) continue;
    if (turn->carries_bytes && turn->attempt_again) {
      return "it repeats the request instead of asking for the offset";
    }
    if (turn->exchange->operation == Operation::kCreate) {
      return "it opens a new session instead of resuming the old one";
    }
    if (turn->meaning == Meaning::kRetry) return "it gives up after a failure that passes";
  }
  return "it goes on in another order than a careful client";
}

/// A deciding rule without an end that hurt the last request: no client can finish then.
std::string endless_rule(const CheckInput& input) {
  if (input.story.all.empty()) return {};
  const auto& faults = input.story.all.back().exchange->faults;
  for (const Rule& rule : input.scenario.rules) {
    if (rule.times || rule.actions.empty() || input.scenario.heal) continue;
    const bool hurt = std::any_of(faults.begin(), faults.end(),
                                  [&](const FiredFault& fault) { return fault.rule == rule.name; });
    if (hurt) return rule.name;
  }
  return {};
}

std::string_view inconclusive_hint(const CheckInput& input, const CheckResult& result) {
  if (input.evidence.exchanges_dropped > 0 && result.id != "faults_met") {
    return "the journal holds too little: raise its limit";
  }
  if (input.story.all.empty()) {
    return "no request reached the server: does the client use the address it is given?";
  }
  if (has_transport_retry(input.story)) {
    return "an HTTP library repeated a request by itself, below the client's own code";
  }
  return "the client never came to the place this is about";
}

/// True when how the client ended explains it all.
bool explained_by_ending(const CheckInput& input, CheckResult& result) {
  const auto& client = input.evidence.client;
  if (!client) return false;
  if (!client->failed_to_start.empty()) {
    result.blame = "environment";
    result.hint = "the client did not start";
  } else if (client->timed_out) {
    result.hint = "it has no time-out of its own and waits for ever, or needs a longer --timeout";
  } else if (client->flooded) {
    result.hint = "it writes its output in an endless loop";
  } else if (client->signal && result.id == "client") {
    result.hint = "it crashed";
  } else {
    return false;
  }
  return true;
}

}  // namespace

void explain_failure(const CheckInput& input, CheckResult& result) {
  if (result.outcome == CheckOutcome::kPass || result.outcome == CheckOutcome::kSkipped) return;
  if (result.outcome == CheckOutcome::kInconclusive) {
    result.blame = input.evidence.exchanges_dropped > 0 ? "environment" : "scenario";
    result.hint = inconclusive_hint(input, result);
    return;
  }
  result.blame = "client";
  if (explained_by_ending(input, result)) return;
  if (result.id == "completes") {
    if (const auto rule = endless_rule(input); !rule.empty()) {
      result.blame = "scenario";
      result.hint = "rule \"" + rule + "\" never ends: no client can finish";
      return;
    }
  }
  if (cites_transport_retry(result, input.story)) {
    result.hint = "it repeats the request at once, or its HTTP library does so by itself";
    return;
  }
  if (result.id == "conversation") {
    result.hint = conversation_hint(result, input.story);
    return;
  }
  if (!result.hint.empty()) return;
  // An object that is not there tells as much as one that was never finished.
  const bool missing = result.id == "object" && result.evidence.empty();
  const std::string_view check = missing ? std::string_view("completes") : result.id;
  for (const Hint& each : kHints) {
    if (each.check == check) result.hint = each.cause;
  }
  if (result.id == "protocol_rules") result.hint = "see the rules it names: `resumulator rules`";
}

}  // namespace resumulator
