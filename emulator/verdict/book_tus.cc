// The rules of tus 1.0.0.
#include <algorithm>

#include "core/base/strings.h"
#include "core/wire/base64.h"
#include "verdict/book.h"
#include "verdict/book_offset.h"

namespace resumulator {
namespace {

constexpr std::string_view kTus = "tus";

const std::string* sent(const Turned& turn, std::string_view name) {
  return header(turn.exchange->request_headers, name);
}

/// TUS-01
void names_the_version(const CheckInput& input, CheckResult& result) {
  book::each_request(input, kTus, [&](const Turned& turn) {
    const std::string& method = turn.exchange->method;
    if (method == "OPTIONS" || method == "GET") return;
    const std::string* version = sent(turn, "Tus-Resumable");
    if (version != nullptr && *version == "1.0.0") return;
    fail(result, number(turn) + (version == nullptr ? " has none" : " says \"" + *version + "\""),
         turn.exchange->seq);
  });
}

/// TUS-02
void patch_is_whole(const CheckInput& input, CheckResult& result) {
  book::each_request(input, kTus, [&](const Turned& turn) {
    if (!turn.carries_bytes) return;
    const std::string* type = sent(turn, "Content-Type");
    const std::string* offset = sent(turn, "Upload-Offset");
    if (type == nullptr || !istarts_with(*type, "application/offset+octet-stream")) {
      fail(result, number(turn) + " has another Content-Type", turn.exchange->seq);
    } else if (offset == nullptr || !parse_u64(*offset)) {
      fail(result, number(turn) + " has no Upload-Offset", turn.exchange->seq);
    }
  });
}

/// TUS-03
void creation_names_a_length(const CheckInput& input, CheckResult& result) {
  book::each_request(input, kTus, [&](const Turned& turn) {
    const Operation operation = turn.exchange->operation;
    if (operation != Operation::kCreate && operation != Operation::kSimple) return;
    const std::string* concat = sent(turn, "Upload-Concat");
    const bool final = concat != nullptr && concat->starts_with("final");
    const int said = (sent(turn, "Upload-Length") != nullptr ? 1 : 0) +
                     (sent(turn, "Upload-Defer-Length") != nullptr ? 1 : 0);
    if (said == (final ? 0 : 1)) return;
    fail(result, number(turn) + " says it " + std::to_string(said) + " times", turn.exchange->seq);
  });
}

/// TUS-07
void length_is_said_once(const CheckInput& input, CheckResult& result) {
  book::each_upload(input, kTus, [&](const SessionStory& session) {
    bool known = false;
    for (const Turned& turn : session.turns) {
      const bool says = sent(turn, "Upload-Length") != nullptr;
      if (says && known && turn.carries_bytes) {
        fail(result, number(turn) + " names the length again", turn.exchange->seq);
      }
      known =
          known || (says && ending_word(*turn.exchange).empty() && turn.meaning == Meaning::kFine);
    }
  });
}

bool is_metadata(std::string_view value) {
  const auto pairs = split(value, ',');
  return trim(value).empty() || std::all_of(pairs.begin(), pairs.end(), [](std::string_view pair) {
           const Halves halves = split_once(trim(pair), ' ');
           return !halves.first.empty() && base64_decode(halves.second).has_value();
         });
}

/// TUS-09
void fields_are_well_formed(const CheckInput& input, CheckResult& result) {
  book::each_request(input, kTus, [&](const Turned& turn) {
    const std::string* metadata = sent(turn, "Upload-Metadata");
    if (metadata != nullptr && !is_metadata(*metadata)) {
      fail(result, number(turn) + " sends \"" + *metadata + "\"", turn.exchange->seq);
    }
    const std::string* checksum = sent(turn, "Upload-Checksum");
    if (checksum == nullptr) return;
    const Halves halves = split_once(*checksum, ' ');
    if (halves.found && base64_decode(halves.second)) return;
    fail(result, number(turn) + " sends \"" + *checksum + "\"", turn.exchange->seq);
  });
}

BookEntry entry(const char* id, const char* text, const char* source,
                void (*judge)(const CheckInput&, CheckResult&)) {
  return {{id, std::string(kTus), Level::kShould, text, source}, judge};
}

}  // namespace

const std::vector<BookEntry>& tus_rules() {
  constexpr const char* kCore = "tus 1.0.0, \"Core Protocol\"";
  constexpr const char* kCreation = "tus 1.0.0, \"Creation\"";
  using In = const CheckInput&;
  using Out = CheckResult&;
  static const std::vector<BookEntry> book = {
      entry("TUS-01", "Tus-Resumable is 1.0.0 in every request but OPTIONS and GET", kCore,
            names_the_version),
      entry("TUS-02", "a PATCH has the upload's media type and Upload-Offset", kCore,
            patch_is_whole),
      entry("TUS-03", "a creation names the length or defers it, once", kCreation,
            creation_names_a_length),
      entry("TUS-04", "a PATCH starts at the last Upload-Offset that was told", kCore,
            [](In in, Out out) { book::starts_where_told(in, kTus, out); }),
      entry("TUS-05", "no bytes go to an upload that is gone (403, 404, 410) or deleted", kCore,
            [](In in, Out out) { book::nothing_to_the_dead(in, kTus, out); }),
      entry("TUS-06", "after an interrupted PATCH, 409 or 460, ask before sending", kCore,
            [](In in, Out out) { book::asks_first(in, kTus, out); }),
      entry("TUS-07", "the length is not named again once it is known", kCreation,
            length_is_said_once),
      entry("TUS-08", "no bytes follow the answer that says the upload is complete", kCore,
            [](In in, Out out) { book::quiet_after_completion(in, kTus, out); }),
      entry("TUS-09", "Upload-Metadata and Upload-Checksum are well formed", kCreation,
            fields_are_well_formed),
      entry("TUS-10", "the client waits as long as Retry-After says", "RFC 9110, 10.2.3",
            book::waits_as_told),
      entry("TUS-11", "what was refused for good is not sent again", kCore,
            [](In in, Out out) { book::permanent_is_permanent(in, kTus, out); }),
  };
  return book;
}

}  // namespace resumulator
