// The rules of the Resumable.js family. A client is never blamed for what a fault told it: where a
// rule fired on an answer, that answer proves nothing.
//
// Source   docs/protocols/resumablejs.md
#include <functional>
#include <map>
#include <set>
#include <string>

#include "core/base/strings.h"
#include "core/wire/url.h"
#include "verdict/book.h"

namespace resumulator {
namespace {

bool ours(const Turned& turn) { return turn.exchange->protocol == "resumablejs"; }
bool is_test(const Turned& turn) {
  return ours(turn) && turn.exchange->operation == Operation::kQuery;
}
bool is_chunk(const Turned& turn) { return ours(turn) && turn.carries_bytes; }
bool is_honest(const Turned& turn) {
  return ending_word(*turn.exchange).empty() && turn.exchange->faults.empty();
}
/// The chunk a request is about, by its first byte; empty: the request's head does not tell.
std::optional<std::uint64_t> place_of(const Turned& turn) {
  if (!turn.exchange->claimed) return std::nullopt;
  return turn.exchange->claimed->from;
}

void each_story(const CheckInput& input, const std::function<void(const SessionStory&)>& judge) {
  for (const auto* stories : {&input.story.sessions, &input.story.others}) {
    for (const SessionStory& story : *stories) {
      if (ours(story.turns.front())) judge(story);
    }
  }
}

Query query_of(const Turned& turn) {
  const std::string_view target = turn.exchange->target;
  const std::size_t at = target.find('?');
  if (at == std::string_view::npos) return {};
  return Query::parse(target.substr(at + 1)).value_or(Query());
}

/// The value of whichever of these names the query has.
std::optional<std::uint64_t> number_in(const Query& query,
                                       std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    const std::string* text = query.find(name);
    if (text == nullptr) continue;
    if (const auto value = parse_u64(*text)) return *value;
  }
  return std::nullopt;
}

/// RJS-01
void well_formed(const CheckInput& input, CheckResult& result) {
  for (const Turned& turn : input.story.all) {
    const int status = turn.exchange->status;
    if (!ours(turn) || !is_honest(turn) || (status != 400 && status != 415)) continue;
    fail(result, number(turn) + " was refused with " + std::to_string(status),
         turn.exchange->seq);
  }
}

/// RJS-02
void numbers_within_total(const CheckInput& input, CheckResult& result) {
  for (const Turned& turn : input.story.all) {
    if (!is_test(turn) && !is_chunk(turn)) continue;
    const Query query = query_of(turn);
    const auto chunk =
        number_in(query, {"resumableChunkNumber", "flowChunkNumber", "chunkNumber"});
    const auto total =
        number_in(query, {"resumableTotalChunks", "flowTotalChunks", "totalChunks"});
    if (!chunk || !total || (*chunk >= 1 && *chunk <= *total)) continue;
    fail(result,
         number(turn) + " names chunk " + std::to_string(*chunk) + " of " +
             std::to_string(*total),
         turn.exchange->seq);
  }
}

/// RJS-03
void sizes_stay(const CheckInput& input, CheckResult& result) {
  std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> sizes;
  for (const Turned& turn : input.story.all) {
    if (!is_test(turn) && !is_chunk(turn)) continue;
    if (is_honest(turn) && turn.exchange->status == 409) {
      fail(result, number(turn) + " was refused with 409", turn.exchange->seq);
    }
    const Query query = query_of(turn);
    const auto total = number_in(query, {"resumableTotalSize", "flowTotalSize", "totalSize"});
    const auto chunk = number_in(query, {"resumableChunkSize", "flowChunkSize", "chunkSize"});
    std::string name;
    for (const char* key : {"resumableIdentifier", "flowIdentifier", "identifier"}) {
      if (name.empty()) name = query.get(key);
    }
    if (!total || !chunk || name.empty()) continue;
    const auto [first, fresh] = sizes.emplace(name, std::pair(*total, *chunk));
    if (fresh || first->second == std::pair(*total, *chunk)) continue;
    fail(result, number(turn) + " names other sizes than before", turn.exchange->seq);
  }
}

/// RJS-04
void same_bytes_again(const CheckInput& input, CheckResult& result) {
  for (const Turned& turn : input.story.all) {
    if (!is_chunk(turn) || !turn.exchange->disagrees) continue;
    fail(result,
         number(turn) + " sends another byte at " + std::to_string(*turn.exchange->disagrees),
         turn.exchange->seq);
  }
}

/// RJS-05; `answered` before `began`: what was in flight meanwhile proves nothing.
void nothing_it_has(const CheckInput& input, CheckResult& result) {
  each_story(input, [&](const SessionStory& story) {
    std::map<std::uint64_t, const Turned*> there;
    for (const Turned& turn : story.turns) {
      const auto place = place_of(turn);
      if (!place) continue;
      const auto known = there.find(*place);
      const bool again = is_chunk(turn) && known != there.end() &&
                         known->second->exchange->visible < turn.exchange->started;
      if (again) {
        fail(result,
             number(turn) + " sends a chunk the server has, as " + number(*known->second) + " said",
             turn.exchange->seq);
      }
      const int status = turn.exchange->status;
      const bool said = is_honest(turn) && (status == 200 || status == 201);
      if (said && (is_test(turn) || is_chunk(turn))) there.emplace(*place, &turn);
    }
  });
}

/// RJS-06
void permanent_is_permanent(const CheckInput& input, CheckResult& result) {
  each_story(input, [&](const SessionStory& story) {
    const Turned* refused = nullptr;
    for (const Turned& turn : story.turns) {
      // Of a client whose parameters are in the form alone, refused before it was read: any chunk.
      if (!is_chunk(turn) || !place_of(turn)) continue;
      const bool after = refused != nullptr && place_of(turn) == place_of(*refused) &&
                         refused->exchange->visible < turn.exchange->started;
      if (after) {
        fail(result,
             number(turn) + " repeats what " + number(*refused) + " was refused with " +
                 std::to_string(refused->exchange->status),
             turn.exchange->seq);
      }
      if (turn.meaning == Meaning::kPermanent && turn.exchange->status != 401) refused = &turn;
    }
  });
}

/// RJS-07
void tests_before_it_sends(const CheckInput& input, CheckResult& result) {
  each_story(input, [&](const SessionStory& story) {
    std::set<std::uint64_t> sent;
    for (const Turned& turn : story.turns) {
      const auto place = place_of(turn);
      if (!place) continue;
      if (is_chunk(turn)) sent.insert(*place);
      if (!is_test(turn) || !sent.contains(*place)) continue;
      fail(result, number(turn) + " tests a chunk that was sent already", turn.exchange->seq);
    }
  });
}

/// RJS-08
void pauses(const CheckInput& input, CheckResult& result) {
  constexpr std::chrono::milliseconds kPause{50};
  each_story(input, [&](const SessionStory& story) {
    std::map<std::uint64_t, const Turned*> failed;
    for (const Turned& turn : story.turns) {
      const auto place = place_of(turn);
      if (!is_chunk(turn) || !place) continue;
      const auto before = failed.find(*place);
      if (before != failed.end()) {
        const auto gap = turn.exchange->started - before->second->exchange->visible;
        if (gap >= std::chrono::microseconds(0) && gap < kPause) {
          fail(result, number(turn) + " comes " + time_text(gap) + " after a failure",
               turn.exchange->seq);
        }
      }
      failed.erase(*place);
      if (turn.meaning == Meaning::kRetry) failed.emplace(*place, &turn);
    }
  });
}

BookEntry entry(const char* id, Level level, const char* text, const char* source,
                void (*judge)(const CheckInput&, CheckResult&)) {
  return {{id, "resumablejs", level, text, source}, judge};
}

}  // namespace

const std::vector<BookEntry>& resumablejs_rules() {
  constexpr const char* kClient = "resumable.js, README and source";
  static const std::vector<BookEntry> book = {
      entry("RJS-01", Level::kShould, "no request is refused as malformed (400, 415)", kClient,
            well_formed),
      entry("RJS-02", Level::kShould, "chunk numbers lie within the total", kClient,
            numbers_within_total),
      entry("RJS-03", Level::kShould, "the sizes of a file never change under one identifier",
            kClient, sizes_stay),
      entry("RJS-04", Level::kShould, "a chunk that comes again has the same bytes", kClient,
            same_bytes_again),
      entry("RJS-05", Level::kInfo, "no chunk is sent that the server said it has", kClient,
            nothing_it_has),
      entry("RJS-06", Level::kShould, "what was refused for good is not sent again", kClient,
            permanent_is_permanent),
      entry("RJS-07", Level::kInfo, "a chunk is tested before it is sent, not between its tries",
            kClient, tests_before_it_sends),
      entry("RJS-08", Level::kInfo, "a chunk that failed waits a moment before it comes again",
            "our own expectation", pauses),
  };
  return book;
}

}  // namespace resumulator
