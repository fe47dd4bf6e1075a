// The rules of uploads by X-Goog-Upload commands, whichever service they go to. A client is never
// blamed for what a fault told it: where the server lied or was silent, the rule looks away.
#include <algorithm>
#include <array>
#include <functional>

#include "core/base/strings.h"
#include "verdict/book.h"
#include "verdict/book_offset.h"

namespace resumulator {
namespace {

// The services beside Google Photos.
constexpr std::array kSiblings = {"firebase", "gemini", "generic"};

bool by_commands(const Turned& turn) {
  const std::string& protocol = turn.exchange->protocol;
  return protocol == "photos" ||
         std::find(kSiblings.begin(), kSiblings.end(), protocol) != kSiblings.end();
}

using JudgeStory = std::function<void(const SessionStory&)>;

void each_session(const CheckInput& input, const JudgeStory& judge) {
  for (const SessionStory& session : input.story.sessions) {
    if (by_commands(session.turns.front())) judge(session);
  }
}

void each_turn(const CheckInput& input, const std::function<void(const Turned&)>& judge) {
  for (const Turned& turn : input.story.all) {
    if (by_commands(turn)) judge(turn);
  }
}

std::optional<std::uint64_t> number_in(const HeaderList& headers, std::string_view name) {
  const std::string* value = header(headers, name);
  const auto parsed = value != nullptr
                          ? parse_u64(*value)
                          : Result<std::uint64_t>(Unexpected(ErrorKind::kNotFound, {}));
  return parsed ? std::optional(*parsed) : std::nullopt;
}

/// X-Goog-Upload-Status as the client saw it; empty: it saw none.
std::string_view upload_status(const RecordedExchange& exchange) {
  const std::string* status = header(exchange.response_headers, "X-Goog-Upload-Status");
  return status != nullptr && ending_word(exchange).empty() ? std::string_view(*status)
                                                            : std::string_view();
}

/// PHO-01
void declared_size(const CheckInput& input, CheckResult& result) {
  each_session(input, [&](const SessionStory& session) {
    for (const Turned& turn : session.turns) {
      const RecordedExchange& exchange = *turn.exchange;
      const auto& claimed = exchange.claimed;
      if (!claimed || !claimed->total || !claimed->to || *claimed->total == 0) continue;
      const bool last = exchange.operation == Operation::kFinalize;
      const bool fits = last ? *claimed->to == *claimed->total : *claimed->to <= *claimed->total;
      if (fits || upload_status(exchange) == "cancelled") continue;
      fail(result,
           number(turn) + (last ? " ends at " : " goes to ") + std::to_string(*claimed->to) +
               ", declared were " + counted(*claimed->total, "byte"),
           exchange.seq);
    }
  });
}

/// PHO-02
void says_its_offset(const CheckInput& input, CheckResult& result) {
  each_session(input, [&](const SessionStory& session) {
    for (const Turned& turn : session.turns) {
      const RecordedExchange& exchange = *turn.exchange;
      if (!turn.carries_bytes || !exchange.claimed) continue;
      if (header(exchange.request_headers, "X-Goog-Upload-Offset") != nullptr) continue;
      fail(result, number(turn) + " has no X-Goog-Upload-Offset", exchange.seq);
    }
  });
}

/// PHO-03; the granularity a session was announced with, as its client saw it.
void granules(const CheckInput& input, CheckResult& result) {
  each_session(input, [&](const SessionStory& session) {
    std::optional<std::uint64_t> granule;
    for (const Turned& turn : session.turns) {
      const RecordedExchange& exchange = *turn.exchange;
      if (const auto told =
              number_in(exchange.response_headers, "X-Goog-Upload-Chunk-Granularity")) {
        granule = *told;
      }
      const auto& claimed = exchange.claimed;
      const bool append = exchange.operation == Operation::kAppend && claimed && claimed->to;
      if (!append || !granule || *granule == 0) continue;
      const std::uint64_t length = *claimed->to - claimed->from;
      if (length % *granule == 0) continue;
      fail(result,
           number(turn) + " sends " + counted(length, "byte") + ", the granularity is " +
               std::to_string(*granule),
           exchange.seq);
    }
  });
}

/// PHO-04; a hidden or overstated offset is the server's word, so either of the two is right. A
/// chunk that was answered without one was taken whole, as far as its client knows.
void starts_where_bytes_end(const CheckInput& input, CheckResult& result) {
  each_session(input, [&](const SessionStory& session) {
    if (!session.from_the_start) return;  // what it was told before is not known
    std::optional<std::uint64_t> told;
    for (const Turned& turn : session.turns) {
      const RecordedExchange& exchange = *turn.exchange;
      if (turn.carries_bytes && exchange.claimed && exchange.persisted_before) {
        const std::uint64_t from = exchange.claimed->from;
        const bool at_end = from == *exchange.persisted_before;
        if (!at_end && from != told) {
          fail(result,
               number(turn) + " starts at " + std::to_string(from) + ", " +
                   counted(*exchange.persisted_before, "byte") + " were stored",
               exchange.seq);
        }
      }
      const bool taken = turn.carries_bytes && turn.meaning == Meaning::kFine && exchange.claimed;
      if (taken) told = exchange.claimed->to;
      if (turn.reported) told = turn.reported;
    }
  });
}

/// PHO-05
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

/// PHO-06
void quiet_after_the_end(const CheckInput& input, CheckResult& result) {
  each_session(input, [&](const SessionStory& session) {
    std::string_view ended;
    for (const Turned& turn : session.turns) {
      const RecordedExchange& exchange = *turn.exchange;
      if (!ended.empty() && turn.carries_bytes && exchange.received > 0) {
        fail(result, number(turn) + " sends bytes to a session that is " + std::string(ended),
             exchange.seq);
      }
      const std::string_view status = upload_status(exchange);
      if (status == "final" || status == "cancelled") ended = status;
    }
  });
}

/// PHO-07
void nothing_to_the_dead(const CheckInput& input, CheckResult& result) {
  each_session(input, [&](const SessionStory& session) {
    bool dead = false;
    for (const Turned& turn : session.turns) {
      if (dead && turn.carries_bytes) {
        fail(result, number(turn) + " sends bytes to a session that is gone", turn.exchange->seq);
      }
      const bool gone =
          turn.meaning == Meaning::kStartOver && upload_status(*turn.exchange).empty();
      dead = dead || (gone && turn.exchange->operation != Operation::kCreate);
    }
  });
}

/// PHO-08
void waits_as_told(const CheckInput& input, CheckResult& result) {
  CheckBackoff wanted;
  wanted.at_least_retry_after = true;
  CheckResult inner = check(input, wanted);
  if (inner.outcome != CheckOutcome::kFail) return;
  result.outcome = inner.outcome;
  result.seen = inner.seen;
  result.evidence = inner.evidence;
}

/// PHO-09
void question_without_data(const CheckInput& input, CheckResult& result) {
  each_turn(input, [&](const Turned& turn) {
    const RecordedExchange& exchange = *turn.exchange;
    const bool asks =
        exchange.operation == Operation::kQuery || exchange.operation == Operation::kCancel;
    if (!asks || exchange.received == 0) return;
    fail(result, number(turn) + " brings " + counted(exchange.received, "byte"), exchange.seq);
  });
}

/// PHO-10
void permanent_is_permanent(const CheckInput& input, CheckResult& result) {
  each_session(
      input, [&](const SessionStory& session) { book::refused_is_not_repeated(session, result); });
}

/// PHO-11
void one_batch_at_a_time(const CheckInput& input, CheckResult& result) {
  const RecordedExchange* latest = nullptr;
  std::vector<const RecordedExchange*> batches;
  each_turn(input, [&](const Turned& turn) {
    if (turn.exchange->rule == "photos.items.batch-create") batches.push_back(turn.exchange);
  });
  std::stable_sort(batches.begin(), batches.end(),
                   [](const auto* a, const auto* b) { return a->started < b->started; });
  for (const RecordedExchange* batch : batches) {
    if (latest != nullptr && batch->started < latest->visible) {
      fail(result,
           "#" + std::to_string(batch->seq) + " began before #" + std::to_string(latest->seq) +
               " was answered",
           batch->seq);
    }
    if (latest == nullptr || batch->visible > latest->visible) latest = batch;
  }
}

BookEntry entry(const char* id, Level level, const char* text, const char* source,
                void (*judge)(const CheckInput&, CheckResult&)) {
  return {{id, "photos", level, text, source, {kSiblings.begin(), kSiblings.end()}}, judge};
}

}  // namespace

const std::vector<BookEntry>& photos_rules() {
  constexpr const char* kResumable = "Google Photos APIs, \"Resumable uploads\"";
  constexpr const char* kPractice = "Google Photos APIs, \"Best practices\"";
  static const std::vector<BookEntry> book = {
      entry("PHO-01", Level::kShould, "as many bytes as were declared at the start", kResumable,
            declared_size),
      entry("PHO-02", Level::kShould, "every upload command says its offset", kResumable,
            says_its_offset),
      entry("PHO-03", Level::kShould,
            "a chunk's length is a multiple of the announced granularity, except the last",
            kResumable, granules),
      entry("PHO-04", Level::kShould, "bytes start exactly where those stored end", kResumable,
            starts_where_bytes_end),
      entry("PHO-05", Level::kShould, "after an interrupted upload, query before sending",
            kResumable, asks_first),
      entry("PHO-06", Level::kShould, "no bytes follow a status of final or cancelled", kResumable,
            quiet_after_the_end),
      entry("PHO-07", Level::kShould, "no bytes go to a session that is gone (404, 410)",
            kResumable, nothing_to_the_dead),
      entry("PHO-08", Level::kShould, "the client waits as long as Retry-After says",
            "RFC 9110, 10.2.3", waits_as_told),
      entry("PHO-09", Level::kShould, "query and cancel bring no data", kResumable,
            question_without_data),
      entry("PHO-10", Level::kShould, "what was refused for good is not sent again", kPractice,
            permanent_is_permanent),
      {{"PHO-11", "photos", Level::kShould, "one batchCreate at a time", kPractice},
       one_batch_at_a_time},
  };
  return book;
}

}  // namespace resumulator
