#include "verdict/story.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "core/base/strings.h"
#include "core/wire/content_range.h"
#include "verdict/coverage.h"
#include "verdict/meaning.h"

namespace resumulator {
namespace {

using Micros = std::chrono::microseconds;
constexpr Micros kTransportRetryMax = std::chrono::milliseconds(50);
constexpr Duration kLifetime = std::chrono::hours(24 * 7);

using InOrder = std::vector<const RecordedExchange*>;
using ObjectName = std::pair<std::string_view, std::string_view>;

ObjectName name_of(const RecordedExchange& exchange) { return {exchange.bucket, exchange.object}; }

/// What a create is about. Where the server names the upload, a create that was refused has no name
/// yet: what it says of the file stands for it.
ObjectName subject_of(const RecordedExchange& exchange) {
  const std::string* metadata = header(exchange.request_headers, "Upload-Metadata");
  const bool server_names = exchange.protocol == "tus" || exchange.protocol == "ietf";
  if (!server_names) return name_of(exchange);
  return {exchange.bucket, metadata == nullptr ? std::string_view() : std::string_view(*metadata)};
}

/// A session's story goes by the moments its requests began; the journal by those they ended.
InOrder by_start(const Evidence& evidence) {
  InOrder all;
  for (const RecordedExchange& exchange : evidence.exchanges) all.push_back(&exchange);
  std::stable_sort(all.begin(), all.end(),
                   [](const auto* a, const auto* b) { return a->started < b->started; });
  return all;
}

/// Sessions of which more than the create came: the client got the address.
std::set<std::uint64_t> sessions_in_use(const InOrder& all) {
  std::set<std::uint64_t> used;
  for (const auto* each : all) {
    if (each->session != 0 && each->operation != Operation::kCreate) used.insert(each->session);
  }
  return used;
}

/// For each request the session it is told with. A create that came to nothing (refused, or its
/// answer was lost) is told with the next one of the same object that did come about.
std::vector<std::uint64_t> told_with(const InOrder& all) {
  const auto used = sessions_in_use(all);
  std::map<ObjectName, std::uint64_t> next;
  std::vector<std::uint64_t> ordinals(all.size(), 0);
  for (std::size_t i = all.size(); i-- > 0;) {
    const RecordedExchange& exchange = *all[i];
    ordinals[i] = exchange.session;
    if (exchange.operation != Operation::kCreate) continue;
    const bool lost = !ending_word(exchange).empty() && !used.contains(exchange.session);
    const auto found = next.find(subject_of(exchange));
    if ((exchange.session == 0 || lost) && found != next.end()) {
      ordinals[i] = found->second;
    } else if (exchange.session != 0) {
      next[subject_of(exchange)] = exchange.session;
    }
  }
  return ordinals;
}

/// Knows when each session's time is over, by the service clock.
class Lifetimes {
 public:
  explicit Lifetimes(const Scenario& scenario)
      : lifetime_(scenario.given.session_lifetime.value_or(kLifetime)) {}
  bool over(const RecordedExchange& exchange) {
    if (exchange.session == 0) return false;
    const bool made_to = ended_.contains(exchange.session);
    for (const FiredFault& fault : exchange.faults) {
      if (fault.did.find("expire") != std::string::npos) ended_.insert(exchange.session);
    }
    const auto [entry, first] = began_.emplace(exchange.session, exchange.clock);
    return made_to || exchange.clock - entry->second >= lifetime_;
  }

 private:
  Duration lifetime_;
  std::map<std::uint64_t, TimePoint> began_;
  std::set<std::uint64_t> ended_;
};

/// "bytes */N" ends an upload without a byte when everything is there; so does an empty body.
bool carries_bytes(const RecordedExchange& exchange) {
  const bool upload =
      exchange.operation == Operation::kAppend || exchange.operation == Operation::kFinalize;
  if (!upload || exchange.claimed || exchange.received > 0) return upload;
  if (const std::string* range = header(exchange.request_headers, "Content-Range")) {
    const auto parsed = parse_content_range(*range);
    return !parsed || !std::holds_alternative<StatusQuery>(*parsed);
  }
  const std::string* length = header(exchange.request_headers, "Content-Length");
  return length == nullptr || *length != "0";
}

Turned turn_of(const RecordedExchange& exchange, bool expired) {
  Turned turn;
  turn.exchange = &exchange;
  turn.meaning = meaning_of(exchange, expired);
  turn.carries_bytes = carries_bytes(exchange);
  turn.asks = exchange.operation == Operation::kQuery ||
              (exchange.operation == Operation::kFinalize && !turn.carries_bytes);
  turn.reported = reported_by(exchange);
  turn.no_progress = shows_no_progress(exchange);
  return turn;
}

/// Fills what a turn knows from the ones before it in its story.
void connect(SessionStory& session) {
  std::map<std::pair<Operation, std::uint64_t>, bool> failed;
  for (std::size_t i = 0; i < session.turns.size(); ++i) {
    Turned& turn = session.turns[i];
    const RecordedExchange& exchange = *turn.exchange;
    const auto operation = turn.carries_bytes ? Operation::kAppend : exchange.operation;
    bool& failed_before = failed[{operation, exchange.claimed ? exchange.claimed->from : 0}];
    turn.attempt_again = failed_before;
    failed_before = turn.meaning == Meaning::kRetry;
    if (i == 0 || session.turns[i - 1].meaning != Meaning::kRetry) continue;
    const RecordedExchange& before = *session.turns[i - 1].exchange;
    const Micros gap = exchange.started - before.visible;
    if (gap < Micros(0)) continue;  // it ran beside the one that failed
    turn.gap = gap;
    turn.failure_before = i - 1;
    if (ending_word(before).empty()) turn.asked_to_wait = retry_after(before);
    turn.silent_transport_retry =
        gap < kTransportRetryMax && why_not_silent(before, exchange).empty();
  }
}

void add_up(const RecordedExchange& exchange, std::map<std::uint64_t, Coverage>& coverage,
            Story& story) {
  story.bytes_sent += exchange.received;
  story.saw_an_upload = story.saw_an_upload || is_upload_operation(exchange.operation);
  const auto span = received_span(exchange);
  if (!span) return;
  const std::uint64_t again = coverage[exchange.session].add(span->first, span->second);
  story.resent_bytes += again;
  if (again > 0) story.resent_in.push_back(exchange.seq);
}

void finish(Story& story, const Evidence& evidence) {
  for (auto* list : {&story.sessions, &story.others}) {
    for (SessionStory& session : *list) {
      connect(session);
      const Operation first = session.turns.front().exchange->operation;
      session.from_the_start = evidence.exchanges_dropped == 0 || first == Operation::kCreate;
      story.all.insert(story.all.end(), session.turns.begin(), session.turns.end());
    }
  }
  std::stable_sort(story.all.begin(), story.all.end(), [](const Turned& a, const Turned& b) {
    return a.exchange->seq < b.exchange->seq;
  });
  for (const ObjectFact& object : evidence.objects) {
    story.object_bytes += object.planted ? 0 : object.size;
  }
}

}  // namespace

const std::string* header(const HeaderList& headers, std::string_view name) {
  for (const auto& [key, value] : headers) {
    if (iequals(key, name)) return &value;
  }
  return nullptr;
}

int meant_status(const RecordedExchange& exchange) {
  const std::string* code = header(exchange.response_headers, "X-HTTP-Status-Code-Override");
  if (code == nullptr) return exchange.status;
  const auto number = parse_u64(*code);
  return number && *number >= 100 && *number <= 599 ? static_cast<int>(*number) : exchange.status;
}

std::string_view ending_word(const RecordedExchange& exchange) {
  switch (exchange.ending) {
    case Ending::kAnswered:
      return {};
    case Ending::kReset:
      return "reset";
    case Ending::kClosed:
      return "close";
    case Ending::kHung:
      return "hang";
    case Ending::kGarbage:
      return "garbage";
    case Ending::kCut:
    case Ending::kAnswerLost:
    case Ending::kStopped:
      break;
  }
  return "cut";
}

bool is_upload_operation(Operation operation) { return operation <= Operation::kSimple; }

Utterance utterance(const RecordedExchange& exchange) {
  return {exchange.operation, meant_status(exchange), std::string(ending_word(exchange)),
          exchange.seq};
}

bool has_place(const RecordedExchange& exchange) {
  const bool numbered = exchange.rule == "gcs.xml.part" || exchange.protocol == "resumablejs";
  return exchange.claimed || !numbered;
}

std::optional<std::pair<std::uint64_t, std::uint64_t>> received_span(
    const RecordedExchange& exchange) {
  const bool carries =
      exchange.operation == Operation::kAppend || exchange.operation == Operation::kFinalize;
  if (!carries || exchange.received == 0 || !has_place(exchange)) return std::nullopt;
  const std::uint64_t from = exchange.claimed ? exchange.claimed->from : 0;
  std::uint64_t to = from + exchange.received;
  if (exchange.claimed && exchange.claimed->to) to = std::min(to, *exchange.claimed->to);
  if (to <= from) return std::nullopt;
  return std::pair(from, to);
}

std::string_view why_not_silent(const RecordedExchange& before, const RecordedExchange& again) {
  if (before.status != 0) return "it was answered";
  if (before.connection_seq < 2) return "its connection was new";
  if (again.connection == before.connection) return "it came on the same connection";
  if (before.method != again.method || before.target != again.target) return "it asks for another";
  return before.request_headers == again.request_headers ? std::string_view()
                                                         : "its headers differ";
}

Story tell(const Evidence& evidence, const Scenario& scenario) {
  Story story;
  std::map<std::uint64_t, SessionStory> by_session;
  std::map<ObjectName, SessionStory> by_object;
  std::map<std::uint64_t, Coverage> coverage;
  std::set<std::uint64_t> made;
  Lifetimes lifetimes(scenario);
  const InOrder all = by_start(evidence);
  const auto ordinals = told_with(all);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const RecordedExchange& exchange = *all[i];
    add_up(exchange, coverage, story);
    if (exchange.session != 0) made.insert(exchange.session);
    SessionStory& session =
        ordinals[i] != 0 ? by_session[ordinals[i]] : by_object[name_of(exchange)];
    session.ordinal = ordinals[i];
    if (session.turns.empty()) {
      session.bucket = exchange.bucket;
      session.object = exchange.object;
    }
    if (session.turns.empty()) session.subject = subject_of(exchange).second;
    session.turns.push_back(turn_of(exchange, lifetimes.over(exchange)));
    session.turns.back().subject = session.subject;
  }
  story.sessions_made = made.size();
  for (auto& [ordinal, session] : by_session) story.sessions.push_back(std::move(session));
  for (auto& [name, session] : by_object) story.others.push_back(std::move(session));
  finish(story, evidence);
  return story;
}

}  // namespace resumulator
