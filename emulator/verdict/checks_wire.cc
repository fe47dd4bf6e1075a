// Checks of what was sent: chunks, resent bytes, conversation, never, protocol rules.
#include <algorithm>

#include "core/base/strings.h"
#include "core/wire/url.h"
#include "faults/matcher.h"
#include "verdict/book.h"
#include "verdict/checks.h"

namespace resumulator {
namespace {

std::optional<std::uint64_t> claimed_length(const RecordedExchange& exchange) {
  if (!exchange.claimed || !exchange.claimed->to) return std::nullopt;
  return *exchange.claimed->to - exchange.claimed->from;
}

/// The exchange in which the rule fired first; by its name, with or without the scenario's.
const RecordedExchange* first_firing(const Evidence& evidence, const std::string& rule) {
  for (const RecordedExchange& exchange : evidence.exchanges) {
    for (const FiredFault& fault : exchange.faults) {
      if (fault.rule == rule || fault.rule.ends_with("/" + rule)) return &exchange;
    }
  }
  return nullptr;
}

/// `query` must live as long as the view.
ExchangeView view_of(const RecordedExchange& exchange, std::vector<Query::Pair>& query) {
  const auto parsed = Query::parse(split_once(exchange.target, '?').second);
  query = parsed ? parsed->pairs() : std::vector<Query::Pair>();
  ExchangeView view;
  view.protocol = exchange.protocol;
  view.operation = exchange.operation;
  view.rule_id = exchange.rule;
  view.bucket = exchange.bucket;
  view.object = exchange.object;
  view.session = exchange.session;
  view.claimed = exchange.claimed;
  view.body_length = claimed_length(exchange);
  if (!view.body_length) view.body_length = exchange.received;
  view.persisted = exchange.persisted_before;
  view.final = exchange.operation == Operation::kFinalize;
  view.headers = &exchange.request_headers;
  view.query = &query;
  view.lane = exchange.lane;
  view.connection = exchange.connection;
  view.connection_request = exchange.connection_seq;
  view.clock = exchange.clock;
  return view;
}

void describe_mismatch(CheckResult& result, const Conversation::Match& match,
                       const std::vector<Utterance>& said) {
  std::string seen;
  for (std::size_t i = 0; i < match.matched; ++i) seen += to_string(said[i]) + " ";
  if (seen.empty()) seen = "nothing ";
  seen = "matched " + seen.substr(0, seen.size() - 1);
  std::uint64_t seq = 0;
  if (match.matched < said.size()) {
    const Utterance& next = said[match.matched];
    seq = next.seq;
    seen += ", then #" + std::to_string(seq) + " " + to_string(next) +
            (match.wanted.empty() ? "" : " instead of " + match.wanted);
  } else {
    seen += ", then nothing came" + (match.wanted.empty() ? "" : " instead of " + match.wanted);
    if (!said.empty()) seq = said.back().seq;
  }
  if (!match.edit.empty()) seen += "; " + match.edit;
  fail(result, seen, seq);
}

/// Sessions, and creates that never became one; where there is neither, other uploads.
std::vector<const SessionStory*> conversations(const Story& story) {
  std::vector<const SessionStory*> all;
  for (const SessionStory& session : story.sessions) all.push_back(&session);
  const auto add = [&](bool (*wanted)(Operation)) {
    for (const SessionStory& other : story.others) {
      const bool fits =
          std::any_of(other.turns.begin(), other.turns.end(),
                      [&](const Turned& turn) { return wanted(turn.exchange->operation); });
      if (fits) all.push_back(&other);
    }
  };
  add([](Operation operation) { return operation == Operation::kCreate; });
  if (all.empty()) add(is_upload_operation);
  return all;
}

}  // namespace

CheckResult check(const CheckInput& input, const CheckChunks& wanted) {
  std::string expected;
  const auto add = [&](const std::string& part) {
    expected += (expected.empty() ? "" : ", ") + part;
  };
  if (wanted.multiple_of) add("multiples of " + std::to_string(*wanted.multiple_of));
  if (wanted.at_least) add("at least " + std::to_string(*wanted.at_least));
  if (wanted.at_most) add("at most " + std::to_string(*wanted.at_most));
  CheckResult result =
      expecting("lengths: " + expected + (wanted.except_last ? ", except the last" : ""));
  std::uint64_t judged = 0;
  for (const Turned& turn : input.story.all) {
    if (!turn.carries_bytes) continue;
    const auto length = claimed_length(*turn.exchange);
    const bool last = turn.exchange->operation == Operation::kFinalize;
    const bool exempt = last && wanted.except_last;
    // Of a last one that may have any length it does not matter that none was declared.
    if (length || (exempt && !wanted.at_most)) ++judged;
    if (!length) continue;
    const bool multiple = !wanted.multiple_of || exempt || *length % *wanted.multiple_of == 0;
    const bool least = last || *length >= wanted.at_least.value_or(0);
    const bool most = *length <= wanted.at_most.value_or(UINT64_MAX);
    if (multiple && least && most) continue;
    fail(result, number(turn) + " declares " + counted(*length, "byte"), turn.exchange->seq,
         !multiple ? "its chunk size is not a multiple of the granularity"
         : !least  ? "its chunks are smaller than they should be"
                   : "its chunks are larger than they should be");
  }
  if (result.outcome == CheckOutcome::kFail) return result;
  if (judged == 0) return inconclusive(result, "no request declared a length");
  result.seen = "all " + std::to_string(judged) + " are";
  return needs_whole_journal(input, std::move(result));
}

CheckResult check(const CheckInput& input, const CheckResentBytes& wanted) {
  CheckResult result =
      expecting("at most " + counted(wanted.at_most, "byte") + " sent more than once");
  result.seen = counted(input.story.resent_bytes, "byte") + " came twice";
  if (input.story.resent_bytes <= wanted.at_most) {
    return needs_whole_journal(input, std::move(result));
  }
  result.evidence = input.story.resent_in;
  return fail(result, result.seen);
}

CheckResult check(const CheckInput& input, const CheckConversation& wanted) {
  CheckResult result = expecting(wanted.pattern);
  const auto pattern = Conversation::parse(wanted.pattern);
  if (!pattern) return inconclusive(result, pattern.error().text);
  const auto told = conversations(input.story);
  if (told.empty()) return inconclusive(result, "no upload was seen");
  for (const SessionStory* session : told) {
    if (!session->from_the_start) continue;  // needs_whole_journal() speaks of it
    std::vector<Utterance> said;
    for (const Turned& turn : session->turns) said.push_back(utterance(*turn.exchange));
    const auto match = pattern->match(said);
    if (!match.whole) describe_mismatch(result, match, said);
  }
  if (result.outcome == CheckOutcome::kPass) result.seen = "it went so";
  return needs_whole_journal(input, std::move(result));
}

CheckResult check(const CheckInput& input, const CheckNever& wanted) {
  CheckResult result =
      expecting("no such request" +
                (wanted.after.empty() ? std::string() : " after \"" + wanted.after + "\""));
  const RecordedExchange* after = nullptr;
  if (!wanted.after.empty()) {
    after = first_firing(input.evidence, wanted.after);
    if (after == nullptr) return inconclusive(result, "rule \"" + wanted.after + "\" never fired");
  }
  std::uint64_t nth = 0;
  std::vector<Query::Pair> query;
  for (const Turned& turn : input.story.all) {
    const RecordedExchange& exchange = *turn.exchange;
    if (mismatch(wanted.matcher, view_of(exchange, query), false)) continue;
    ++nth;
    if (wanted.matcher.nth && !wanted.matcher.nth->holds(nth)) continue;
    if (after != nullptr && exchange.started <= after->started) continue;
    fail(result, number(turn) + " is a " + to_string(exchange.operation), exchange.seq);
  }
  if (result.outcome == CheckOutcome::kPass) result.seen = "there was none";
  return needs_whole_journal(input, std::move(result));
}

CheckResult check(const CheckInput& input, const CheckProtocolRules& wanted) {
  std::string names;
  for (const std::string& each : wanted.rules) names += (names.empty() ? "" : ", ") + each;
  CheckResult result = expecting(names.empty() ? "all protocol rules hold" : names + " hold");
  const auto judged = run_book(input);
  for (const std::string& name : wanted.rules) {
    const bool known = std::any_of(judged.begin(), judged.end(), [&](const CheckResult& each) {
      return each.id == "rule " + name;
    });
    if (!known) inconclusive(result, "nothing was sent that " + name + " speaks of");
  }
  std::uint64_t held = 0;
  for (const CheckResult& rule : judged) {
    const std::string id = rule.id.substr(rule.id.find(' ') + 1);
    const bool named = wanted.rules.empty() || std::find(wanted.rules.begin(), wanted.rules.end(),
                                                         id) != wanted.rules.end();
    if (!named) continue;
    held += rule.outcome == CheckOutcome::kPass ? 1U : 0U;
    if (rule.outcome != CheckOutcome::kFail) continue;
    fail(result, id + ": " + rule.seen);
    result.evidence.insert(result.evidence.end(), rule.evidence.begin(), rule.evidence.end());
  }
  if (result.outcome != CheckOutcome::kPass) return result;
  if (judged.empty()) return inconclusive(result, "no protocol with rules was used");
  result.seen = std::to_string(held) + " hold";
  return needs_whole_journal(input, std::move(result));
}

}  // namespace resumulator
