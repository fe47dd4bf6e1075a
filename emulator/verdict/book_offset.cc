#include "verdict/book_offset.h"

#include "verdict/meaning.h"

namespace resumulator::book {
namespace {

/// What the client was told is stored, after this request as well.
void hear(const Turned& turn, std::optional<std::uint64_t>& told) {
  if (turn.reported) told = turn.reported;
  const bool made = turn.exchange->operation == Operation::kCreate &&
                    ending_word(*turn.exchange).empty() && turn.meaning == Meaning::kFine;
  if (made && !told) told = 0;
}

}  // namespace

void starts_where_told(const CheckInput& input, std::string_view protocol, CheckResult& result) {
  each_upload(input, protocol, [&](const SessionStory& session) {
    std::optional<std::uint64_t> told;
    for (const Turned& turn : session.turns) {
      const RecordedExchange& exchange = *turn.exchange;
      const bool judged = turn.carries_bytes && exchange.claimed && told;
      if (judged && exchange.claimed->from != *told) {
        fail(result,
             number(turn) + " starts at " + std::to_string(exchange.claimed->from) +
                 ", told were " + counted(*told, "byte"),
             exchange.seq);
      }
      hear(turn, told);
    }
  });
}

void nothing_to_the_dead(const CheckInput& input, std::string_view protocol, CheckResult& result) {
  each_upload(input, protocol, [&](const SessionStory& session) {
    bool dead = false;
    for (const Turned& turn : session.turns) {
      const RecordedExchange& exchange = *turn.exchange;
      if (dead && turn.carries_bytes) {
        fail(result, number(turn) + " sends bytes to an upload that is gone", exchange.seq);
      }
      const bool ended = ending_word(exchange).empty() &&
                         (turn.meaning == Meaning::kStartOver ||
                          (exchange.operation == Operation::kCancel && exchange.status / 100 == 2));
      dead = dead || (ended && exchange.operation != Operation::kCreate);
    }
  });
}

void asks_first(const CheckInput& input, std::string_view protocol, CheckResult& result) {
  each_upload(input, protocol, [&](const SessionStory& session) {
    bool must_ask = false;
    for (const Turned& turn : session.turns) {
      if (must_ask && turn.carries_bytes) {
        fail(result, number(turn) + " sends bytes without having asked", turn.exchange->seq);
      }
      // A refusal that names the offset is an answer to the question.
      if (turn.carries_bytes) must_ask = turn.meaning == Meaning::kRetry && !turn.reported;
      if (turn.asks && turn.meaning == Meaning::kFine) must_ask = false;
    }
  });
}

void quiet_after_completion(const CheckInput& input, std::string_view protocol,
                            CheckResult& result) {
  each_upload(input, protocol, [&](const SessionStory& session) {
    bool complete = false;
    for (const Turned& turn : session.turns) {
      const RecordedExchange& exchange = *turn.exchange;
      if (complete && turn.carries_bytes && exchange.received > 0) {
        fail(result, number(turn) + " sends bytes to a finished upload", exchange.seq);
      }
      const bool told = ending_word(exchange).empty() && exchange.faults.empty() &&
                        exchange.status / 100 == 2 && exchange.claimed && exchange.claimed->total &&
                        turn.reported == exchange.claimed->total;
      complete = complete || (told && turn.carries_bytes);
    }
  });
}

void refused_is_not_repeated(const SessionStory& session, CheckResult& result) {
  const Turned* refused = nullptr;
  for (const Turned& turn : session.turns) {
    const bool same = refused != nullptr &&
                      refused->exchange->operation == turn.exchange->operation &&
                      refused->exchange->claimed == turn.exchange->claimed &&
                      is_upload_operation(turn.exchange->operation);
    if (same) {
      fail(result,
           number(turn) + " repeats what " + number(*refused) + " was refused with " +
               std::to_string(refused->exchange->status),
           turn.exchange->seq);
    }
    const bool final = turn.meaning == Meaning::kPermanent && turn.exchange->status != 401;
    refused = final ? &turn : nullptr;
  }
}

void permanent_is_permanent(const CheckInput& input, std::string_view protocol,
                            CheckResult& result) {
  each_upload(input, protocol,
              [&](const SessionStory& session) { refused_is_not_repeated(session, result); });
  for (const SessionStory& other : input.story.others) {
    if (other.turns.front().exchange->protocol == protocol) {
      refused_is_not_repeated(other, result);
    }
  }
}

void waits_as_told(const CheckInput& input, CheckResult& result) {
  CheckBackoff wanted;
  wanted.at_least_retry_after = true;
  CheckResult inner = check(input, wanted);
  if (inner.outcome != CheckOutcome::kFail) return;
  result.outcome = inner.outcome;
  result.seen = inner.seen;
  result.evidence = inner.evidence;
}

}  // namespace resumulator::book
