// The rules of uploads in parts by Cloud Storage's XML API. A client is never blamed for what a
// fault told it: where the server lied or was silent, the rule looks away.
//
// Source   docs/protocols/gcs-xml.md, rules gcs.xml.multipart.*
#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <string>

#include "core/base/strings.h"
#include "core/wire/url.h"
#include "verdict/book.h"

namespace resumulator {
namespace {

constexpr std::uint64_t kNumberMax = 10'000;
constexpr std::uint64_t kSizeMin = 5 * 1024 * 1024;

bool is(const Turned& turn, std::string_view rule) { return turn.exchange->rule == rule; }
bool is_part(const Turned& turn) { return is(turn, "gcs.xml.part"); }
bool completes(const Turned& turn) { return is(turn, "gcs.xml.multipart-complete"); }
bool aborts(const Turned& turn) { return is(turn, "gcs.xml.multipart-abort"); }
bool is_honest(const Turned& turn) {
  return ending_word(*turn.exchange).empty() && turn.exchange->faults.empty();
}
/// Whether the client knew how `before` went when it began this one.
bool knew(const Turned& turn, const Turned& before) {
  return before.exchange->visible <= turn.exchange->started;
}

using JudgeStory = std::function<void(const SessionStory&)>;

void each_upload(const CheckInput& input, const JudgeStory& judge) {
  for (const SessionStory& session : input.story.sessions) {
    const bool ours =
        std::any_of(session.turns.begin(), session.turns.end(), [](const Turned& turn) {
          return is_part(turn) || turn.exchange->rule.starts_with("gcs.xml.multipart");
        });
    if (ours) judge(session);
  }
}

/// Its partNumber as it stands in the query.
std::string number_text(const Turned& turn) {
  const std::string_view target = turn.exchange->target;
  const std::size_t at = target.find('?');
  if (at == std::string_view::npos) return {};
  return std::string(Query::parse(target.substr(at + 1)).value_or(Query()).get("partNumber"));
}
/// Empty: none that counts.
std::optional<std::uint64_t> part_number(const Turned& turn) {
  const auto parsed = parse_u64(number_text(turn));
  if (!is_part(turn) || !parsed || *parsed < 1 || *parsed > kNumberMax) return std::nullopt;
  return *parsed;
}
std::string part_text(std::uint64_t which) { return "part " + std::to_string(which); }

/// XML-01
void numbers(const CheckInput& input, CheckResult& result) {
  for (const Turned& turn : input.story.all) {
    if (!is_part(turn) || part_number(turn)) continue;
    fail(result, number(turn) + " has part number '" + number_text(turn) + "'", turn.exchange->seq);
  }
}

/// XML-02; the last is the one with the highest number. Of what was cut or refused nothing is kept.
void sizes(const CheckInput& input, CheckResult& result) {
  each_upload(input, [&](const SessionStory& upload) {
    std::map<std::uint64_t, const Turned*> kept;
    for (const Turned& turn : upload.turns) {
      const auto part = part_number(turn);
      if (part && turn.exchange->status == 200) kept[*part] = &turn;
      if (!completes(turn) || turn.exchange->generation == 0 || kept.empty()) continue;
      kept.erase(std::prev(kept.end()));
      for (const auto& [number_of, stored] : kept) {
        const std::uint64_t size = stored->exchange->received;
        if (size >= kSizeMin) continue;
        fail(result,
             number(*stored) + " sends " + part_text(number_of) + " of " + counted(size, "byte") +
                 ", which is not the last",
             stored->exchange->seq);
      }
      kept.clear();
    }
  });
}

/// XML-03
void nothing_to_the_ended(const CheckInput& input, CheckResult& result) {
  each_upload(input, [&](const SessionStory& upload) {
    const Turned* end = nullptr;
    for (const Turned& turn : upload.turns) {
      if (is_part(turn) && end != nullptr && knew(turn, *end)) {
        fail(result,
             number(turn) + " sends a part to an upload that is over, as " + number(*end) + " said",
             turn.exchange->seq);
      }
      if (!ending_word(*turn.exchange).empty() || end != nullptr) continue;
      const bool over = (completes(turn) || aborts(turn)) && turn.meaning == Meaning::kFine;
      if (over || turn.meaning == Meaning::kStartOver) end = &turn;
    }
  });
}

/// XML-04; one that lists the parts may have found it there.
void again_before_the_completion(const CheckInput& input, CheckResult& result) {
  each_upload(input, [&](const SessionStory& upload) {
    std::map<std::uint64_t, const Turned*> failed;
    for (const Turned& turn : upload.turns) {
      if (is(turn, "gcs.xml.parts")) failed.clear();
      if (completes(turn)) {
        for (const auto& [number_of, before] : failed) {
          if (!knew(turn, *before)) continue;
          fail(result,
               number(turn) + " completes, " + part_text(number_of) + " failed in " +
                   number(*before) + " and did not come again",
               turn.exchange->seq);
        }
        failed.clear();
      }
      const auto part = part_number(turn);
      if (!part) continue;
      failed.erase(*part);
      if (turn.meaning == Meaning::kRetry) failed.emplace(*part, &turn);
    }
  });
}

/// XML-05; a client may come again with other credentials after 401.
void permanent_is_permanent(const CheckInput& input, CheckResult& result) {
  each_upload(input, [&](const SessionStory& upload) {
    std::map<std::string, const Turned*> refused;
    for (const Turned& turn : upload.turns) {
      const RecordedExchange& exchange = *turn.exchange;
      if (!is_part(turn)) continue;
      const auto before = refused.find(exchange.target);
      if (before != refused.end() && knew(turn, *before->second)) {
        fail(result,
             number(turn) + " repeats what " + number(*before->second) + " was refused with " +
                 std::to_string(before->second->exchange->status),
             exchange.seq);
      }
      // A part whose digest did not fit may be mended by reading its bytes again.
      if (turn.meaning == Meaning::kPermanent && exchange.status != 401 && exchange.status != 400) {
        refused.emplace(exchange.target, &turn);
      }
    }
  });
}

/// XML-06; whose answer to the start was lost knows of no upload.
void ends_what_it_began(const CheckInput& input, CheckResult& result) {
  each_upload(input, [&](const SessionStory& upload) {
    const Turned* start = nullptr;
    bool ended = false;
    for (const Turned& turn : upload.turns) {
      const bool starts = is(turn, "gcs.xml.multipart-start") && turn.meaning == Meaning::kFine;
      if (starts && ending_word(*turn.exchange).empty()) start = &turn;
      const bool done =
          completes(turn) && (turn.exchange->generation != 0 || turn.meaning == Meaning::kFine);
      ended = ended || done || aborts(turn) || turn.meaning == Meaning::kStartOver;
    }
    if (start == nullptr || ended) return;
    fail(result, number(*start) + " starts an upload that is neither completed nor aborted",
         start->exchange->seq);
  });
}

/// XML-07; a completion that was refused may be about any part.
void sends_a_part_once(const CheckInput& input, CheckResult& result) {
  each_upload(input, [&](const SessionStory& upload) {
    std::map<std::uint64_t, const Turned*> taken;
    for (const Turned& turn : upload.turns) {
      if (completes(turn) && turn.meaning == Meaning::kPermanent) taken.clear();
      const auto part = part_number(turn);
      if (!part) continue;
      const auto before = taken.find(*part);
      if (before != taken.end() && knew(turn, *before->second)) {
        fail(result,
             number(turn) + " sends " + part_text(*part) + ", which " + number(*before->second) +
                 " had stored",
             turn.exchange->seq);
      }
      if (is_honest(turn) && turn.meaning == Meaning::kFine) taken.insert_or_assign(*part, &turn);
    }
  });
}

BookEntry entry(const char* id, Level level, const char* text, const char* source,
                void (*judge)(const CheckInput&, CheckResult&)) {
  return {{id, "gcs-xml", level, text, source}, judge};
}

}  // namespace

const std::vector<BookEntry>& xml_parts_rules() {
  constexpr const char* kGuide = "Cloud Storage, XML API multipart uploads";
  static const std::vector<BookEntry> book = {
      entry("XML-01", Level::kShould, "part numbers run from 1 to 10,000", kGuide, numbers),
      entry("XML-02", Level::kShould, "every part but the last has at least 5 MiB", kGuide, sizes),
      entry("XML-03", Level::kShould, "no part goes to an upload that is gone (404) or over",
            kGuide, nothing_to_the_ended),
      entry("XML-04", Level::kShould, "a part that failed comes again before the completion",
            kGuide, again_before_the_completion),
      entry("XML-05", Level::kShould, "a part that was refused for good is not sent again", kGuide,
            permanent_is_permanent),
      entry("XML-06", Level::kShould, "every upload in parts is completed or aborted", kGuide,
            ends_what_it_began),
      entry("XML-07", Level::kInfo, "a part that was stored is not sent again",
            "our own expectation", sends_a_part_once),
  };
  return book;
}

}  // namespace resumulator
