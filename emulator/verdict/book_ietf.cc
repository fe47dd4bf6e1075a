// The rules of the IETF's resumable uploads.
#include "core/base/strings.h"
#include "core/wire/structured_field.h"
#include "verdict/book.h"
#include "verdict/book_offset.h"

namespace resumulator {
namespace {

constexpr std::string_view kIetf = "ietf";
constexpr std::uint64_t kPartialTypeFrom = 6;

const std::string* sent(const Turned& turn, std::string_view name) {
  return header(turn.exchange->request_headers, name);
}

std::optional<std::uint64_t> version_of(const Turned& turn) {
  const std::string* text = sent(turn, "Upload-Draft-Interop-Version");
  const auto number = text == nullptr ? Result<std::uint64_t>(Unexpected(ErrorKind::kNotFound, {}))
                                      : parse_u64(*text);
  return number ? std::optional(*number) : std::nullopt;
}

bool is_append(const Turned& turn) { return turn.exchange->method == "PATCH"; }

/// RUFH-01
void keeps_the_version(const CheckInput& input, CheckResult& result) {
  book::each_upload(input, kIetf, [&](const SessionStory& session) {
    const auto first = version_of(session.turns.front());
    for (const Turned& turn : session.turns) {
      if (version_of(turn) == first) continue;
      fail(result, number(turn) + " speaks another version than the first request",
           turn.exchange->seq);
    }
  });
}

/// RUFH-02
void says_whether_it_is_the_last(const CheckInput& input, CheckResult& result) {
  book::each_request(input, kIetf, [&](const Turned& turn) {
    const bool creates = turn.exchange->operation == Operation::kCreate;
    if (!creates && !turn.carries_bytes) return;
    const std::string* complete = sent(turn, "Upload-Complete");
    if (complete == nullptr) complete = sent(turn, "Upload-Incomplete");
    const auto item = complete == nullptr ? Result<SfItem>(Unexpected(ErrorKind::kNotFound, {}))
                                          : parse_sf_item(*complete);
    if (item && item->kind == SfItem::Kind::kBoolean) return;
    fail(result, number(turn) + " does not", turn.exchange->seq);
  });
}

/// RUFH-03
void append_has_its_type(const CheckInput& input, CheckResult& result) {
  book::each_request(input, kIetf, [&](const Turned& turn) {
    if (!is_append(turn) || version_of(turn).value_or(kPartialTypeFrom) < kPartialTypeFrom) return;
    const std::string* type = sent(turn, "Content-Type");
    if (type != nullptr && istarts_with(*type, "application/partial-upload")) return;
    fail(result, number(turn) + " has another Content-Type", turn.exchange->seq);
  });
}

/// RUFH-07
void retrieval_is_bare(const CheckInput& input, CheckResult& result) {
  book::each_request(input, kIetf, [&](const Turned& turn) {
    if (turn.exchange->operation != Operation::kQuery) return;
    for (const char* name : {"Upload-Offset", "Upload-Complete", "Upload-Length"}) {
      if (sent(turn, name) == nullptr) continue;
      fail(result, number(turn) + " has " + name, turn.exchange->seq);
    }
  });
}

BookEntry entry(const char* id, const char* text, const char* source,
                void (*judge)(const CheckInput&, CheckResult&)) {
  return {{id, std::string(kIetf), Level::kShould, text, source}, judge};
}

}  // namespace

const std::vector<BookEntry>& ietf_rules() {
  constexpr const char* kDraft = "draft-ietf-httpbis-resumable-upload";
  using In = const CheckInput&;
  using Out = CheckResult&;
  static const std::vector<BookEntry> book = {
      entry("RUFH-01", "all requests of an upload speak one interop version", kDraft,
            keeps_the_version),
      entry("RUFH-02", "a creation and an append say whether they are the last", kDraft,
            says_whether_it_is_the_last),
      entry("RUFH-03", "an append is application/partial-upload from version 6 on", kDraft,
            append_has_its_type),
      entry("RUFH-04", "an append starts at the last Upload-Offset that was told", kDraft,
            [](In in, Out out) { book::starts_where_told(in, kIetf, out); }),
      entry("RUFH-05", "no content goes to an upload that is gone (404, 410) or cancelled", kDraft,
            [](In in, Out out) { book::nothing_to_the_dead(in, kIetf, out); }),
      entry("RUFH-06", "after an interrupted append, ask before sending", kDraft,
            [](In in, Out out) { book::asks_first(in, kIetf, out); }),
      entry("RUFH-07", "an offset retrieval has no upload fields", kDraft, retrieval_is_bare),
      entry("RUFH-08", "no content follows the answer that says the upload is complete", kDraft,
            [](In in, Out out) { book::quiet_after_completion(in, kIetf, out); }),
      entry("RUFH-09", "the client waits as long as Retry-After says", "RFC 9110, 10.2.3",
            book::waits_as_told),
      entry("RUFH-10", "what was refused for good is not sent again", kDraft,
            [](In in, Out out) { book::permanent_is_permanent(in, kIetf, out); }),
  };
  return book;
}

}  // namespace resumulator
