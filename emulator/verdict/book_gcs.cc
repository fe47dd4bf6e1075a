// The rules of Cloud Storage uploads. A client is never blamed for what a fault told it: where the
// server lied or was silent, the rule looks away.
#include <algorithm>
#include <functional>

#include "core/base/strings.h"
#include "core/wire/content_range.h"
#include "verdict/book.h"
#include "verdict/book_offset.h"

namespace resumulator {
namespace {

constexpr std::uint64_t kGranule = 262'144;

bool gcs(const Turned& turn) { return turn.exchange->protocol.starts_with("gcs"); }

/// Parts of a multipart upload have no offsets, and go again without a question: what is said of
/// sessions is not about them.
bool in_parts(const SessionStory& session) {
  return std::any_of(session.turns.begin(), session.turns.end(), [](const Turned& turn) {
    return turn.exchange->rule.starts_with("gcs.xml.part") ||
           turn.exchange->rule.starts_with("gcs.xml.multipart");
  });
}

using JudgeStory = std::function<void(const SessionStory&)>;

void each_session(const CheckInput& input, const JudgeStory& judge) {
  for (const SessionStory& session : input.story.sessions) {
    if (gcs(session.turns.front()) && !in_parts(session)) judge(session);
  }
}

void each_story(const CheckInput& input, const JudgeStory& judge) {
  each_session(input, judge);
  for (const SessionStory& other : input.story.others) {
    if (gcs(other.turns.front())) judge(other);
  }
}

/// GCS-01
void declared_length(const CheckInput& input, CheckResult& result) {
  each_session(input, [&](const SessionStory& session) {
    std::optional<std::uint64_t> declared;
    for (const Turned& turn : session.turns) {
      const RecordedExchange& exchange = *turn.exchange;
      const std::string* length = header(exchange.request_headers, "X-Upload-Content-Length");
      if (exchange.operation == Operation::kCreate && length != nullptr) {
        const auto number_of = parse_u64(*length);
        if (number_of) declared = *number_of;
      }
      const bool differs = declared && turn.carries_bytes && exchange.claimed &&
                           exchange.claimed->total && *exchange.claimed->total != *declared;
      if (!differs) continue;
      fail(result,
           number(turn) + " names a total of " + std::to_string(*exchange.claimed->total) +
               ", declared were " + std::to_string(*declared),
           exchange.seq);
    }
  });
}

/// GCS-02
void granules(const CheckInput& input, CheckResult& result) {
  const std::uint64_t granule = input.scenario.given.granularity.value_or(kGranule);
  for (const Turned& turn : input.story.all) {
    const auto& claimed = turn.exchange->claimed;
    const bool append = gcs(turn) && turn.exchange->operation == Operation::kAppend;
    if (!append || !claimed || !claimed->to || granule == 0) continue;
    const std::uint64_t length = *claimed->to - claimed->from;
    if (length % granule == 0) continue;
    fail(result, number(turn) + " declares " + counted(length, "byte"), turn.exchange->seq);
  }
}

/// GCS-03
void no_gap(const CheckInput& input, CheckResult& result) {
  each_session(input, [&](const SessionStory& session) {
    if (!session.from_the_start) return;  // what it was told before is not known
    std::uint64_t told = 0;
    for (const Turned& turn : session.turns) {
      const RecordedExchange& exchange = *turn.exchange;
      const bool judged = turn.carries_bytes && exchange.claimed && exchange.persisted_before;
      if (judged && exchange.claimed->from > std::max(told, *exchange.persisted_before)) {
        fail(result,
             number(turn) + " starts at " + std::to_string(exchange.claimed->from) + ", " +
                 counted(*exchange.persisted_before, "byte") + " were stored",
             exchange.seq);
      }
      told = std::max(told, turn.reported.value_or(0));
    }
  });
}

/// GCS-04
void query_without_body(const CheckInput& input, CheckResult& result) {
  for (const Turned& turn : input.story.all) {
    const RecordedExchange& exchange = *turn.exchange;
    if (!gcs(turn) || exchange.operation != Operation::kQuery || exchange.received == 0) continue;
    fail(result, number(turn) + " asks with " + counted(exchange.received, "byte") + " of body",
         exchange.seq);
  }
}

/// GCS-05
void body_as_declared(const CheckInput& input, CheckResult& result) {
  for (const Turned& turn : input.story.all) {
    const RecordedExchange& exchange = *turn.exchange;
    if (!gcs(turn) || !turn.carries_bytes || !exchange.claimed || !exchange.claimed->to) continue;
    const std::string* length = header(exchange.request_headers, "Content-Length");
    const bool whole = exchange.ending == Ending::kAnswered && exchange.faults.empty();
    if (length == nullptr && !whole) continue;  // nobody knows how long it would have become
    const auto declared =
        length != nullptr ? parse_u64(*length) : Result<std::uint64_t>(exchange.received);
    const std::uint64_t range = *exchange.claimed->to - exchange.claimed->from;
    if (!declared || *declared == range) continue;
    fail(result,
         number(turn) + " declares a range of " + counted(range, "byte") + " and a body of " +
             std::to_string(*declared),
         exchange.seq);
  }
}

/// GCS-06
void range_is_well_formed(const CheckInput& input, CheckResult& result) {
  for (const Turned& turn : input.story.all) {
    const RecordedExchange& exchange = *turn.exchange;
    const std::string* range = header(exchange.request_headers, "Content-Range");
    if (!gcs(turn) || exchange.session == 0 || range == nullptr) continue;
    if (parse_content_range(*range)) continue;
    fail(result, number(turn) + " sends \"" + *range + "\"", exchange.seq);
  }
}

/// GCS-07
void total_stays(const CheckInput& input, CheckResult& result) {
  each_session(input, [&](const SessionStory& session) {
    std::optional<std::uint64_t> total;
    for (const Turned& turn : session.turns) {
      const auto& claimed = turn.exchange->claimed;
      if (!turn.carries_bytes || !claimed || !claimed->total) continue;
      if (total && *total != *claimed->total) {
        fail(result,
             number(turn) + " names " + std::to_string(*claimed->total) + " after " +
                 std::to_string(*total),
             turn.exchange->seq);
      }
      total = claimed->total;
    }
  });
}

/// GCS-08
void quiet_after_completion(const CheckInput& input, CheckResult& result) {
  each_session(input, [&](const SessionStory& session) {
    bool complete = false;
    for (const Turned& turn : session.turns) {
      const RecordedExchange& exchange = *turn.exchange;
      if (complete && turn.carries_bytes && exchange.received > 0) {
        fail(result, number(turn) + " sends bytes to a finished session", exchange.seq);
      }
      const int status = meant_status(exchange);
      const bool told = ending_word(exchange).empty() && exchange.faults.empty() &&
                        (status == 200 || status == 201);
      if (told && exchange.operation != Operation::kCreate) complete = true;
    }
  });
}

/// GCS-09
void nothing_to_the_dead(const CheckInput& input, CheckResult& result) {
  each_session(input, [&](const SessionStory& session) {
    bool dead = false;
    for (const Turned& turn : session.turns) {
      const RecordedExchange& exchange = *turn.exchange;
      if (dead && turn.carries_bytes) {
        fail(result, number(turn) + " sends bytes to a session that is gone", exchange.seq);
      }
      const int status = exchange.status;
      const bool ended =
          ending_word(exchange).empty() && (turn.meaning == Meaning::kStartOver || status == 499);
      if (ended && exchange.operation != Operation::kCreate) dead = true;
    }
  });
}

/// GCS-10
void waits_as_told(const CheckInput& input, CheckResult& result) {
  CheckBackoff wanted;
  wanted.at_least_retry_after = true;
  CheckResult inner = check(input, wanted);
  if (inner.outcome != CheckOutcome::kFail) return;
  result.outcome = inner.outcome;
  result.seen = inner.seen;
  result.evidence = inner.evidence;
}

/// GCS-11
void asks_first(const CheckInput& input, CheckResult& result) {
  each_session(input, [&](const SessionStory& session) {
    bool must_ask = false;
    for (const Turned& turn : session.turns) {
      if (must_ask && turn.carries_bytes) {
        fail(result, number(turn) + " sends bytes without having asked", turn.exchange->seq);
      }
      if (turn.carries_bytes) must_ask = turn.meaning == Meaning::kRetry;
      if (turn.asks && turn.meaning == Meaning::kFine) must_ask = false;
    }
  });
}

/// GCS-12
void does_not_ask_forever(const CheckInput& input, CheckResult& result) {
  CheckQueries wanted;
  wanted.at_most = 2;
  wanted.in_a_row = true;
  wanted.after_no_progress = true;
  CheckResult inner = check(input, wanted);
  if (inner.outcome != CheckOutcome::kFail) return;
  result.outcome = inner.outcome;
  result.seen = inner.seen + " in a row";
  result.evidence = inner.evidence;
}

/// GCS-13
void permanent_is_permanent(const CheckInput& input, CheckResult& result) {
  each_story(input,
             [&](const SessionStory& session) { book::refused_is_not_repeated(session, result); });
}

BookEntry entry(const char* id, Level level, const char* text, const char* source,
                void (*judge)(const CheckInput&, CheckResult&)) {
  return {{id, "gcs-json", level, text, source}, judge};
}

}  // namespace

const std::vector<BookEntry>& gcs_rules() {
  constexpr const char* kResumable = "Cloud Storage, \"Resumable uploads\"";
  constexpr const char* kPerform = "Cloud Storage, \"Perform resumable uploads\"";
  constexpr const char* kRetry = "Cloud Storage, \"Retry strategy\"";
  static const std::vector<BookEntry> book = {
      entry("GCS-01", Level::kShould, "the total is the length declared at the start", kPerform,
            declared_length),
      entry("GCS-02", Level::kShould, "a chunk's length is a multiple of 256 KiB, except the last",
            kPerform, granules),
      entry("GCS-03", Level::kShould, "no chunk starts past what is stored", kResumable, no_gap),
      entry("GCS-04", Level::kShould, "a status query has no body", kPerform, query_without_body),
      entry("GCS-05", Level::kShould, "the declared range is as long as the body", "RFC 9110, 14.4",
            body_as_declared),
      entry("GCS-06", Level::kShould, "Content-Range is well formed", "RFC 9110, 14.4",
            range_is_well_formed),
      entry("GCS-07", Level::kShould, "the total never changes once it is known", kResumable,
            total_stays),
      entry("GCS-08", Level::kShould, "no bytes follow the answer that says the upload is complete",
            kResumable, quiet_after_completion),
      entry("GCS-09", Level::kShould,
            "no bytes go to a session that is gone (404, 410) or cancelled", kResumable,
            nothing_to_the_dead),
      entry("GCS-10", Level::kShould, "the client waits as long as Retry-After says",
            "RFC 9110, 10.2.3", waits_as_told),
      entry("GCS-11", Level::kShould, "after an interrupted upload, ask before sending", kResumable,
            asks_first),
      entry("GCS-12", Level::kInfo, "at most two queries in a row that bring no progress",
            "our own expectation", does_not_ask_forever),
      entry("GCS-13", Level::kShould, "what was refused for good is not sent again", kRetry,
            permanent_is_permanent),
  };
  return book;
}

}  // namespace resumulator
