// The journal, told session by session: what each request said, what the client saw of it, what it
// was told before.
//
// Units    bytes, microseconds of real time.
// Source   docs/verdict.md, "What is measured, and how".
// Threads  plain values; they point into the evidence they were told from.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenario/conversation.h"
#include "scenario/scenario.h"
#include "verdict/evidence.h"

namespace resumulator {

/// How a client ought to take an answer.
enum class Meaning : std::uint8_t {
  kFine,
  kRetry,      ///< try again, after asking
  kStartOver,  ///< the session is gone
  kPermanent,  ///< give up
};

/// One request of the story.
struct Turned {
  const RecordedExchange* exchange = nullptr;
  /// What it uploads: the object; or, where the server names the upload, what the client said of
  /// the file when it made it.
  std::string_view subject;
  Meaning meaning = Meaning::kFine;
  bool carries_bytes = false;  ///< of a session
  bool asks = false;           ///< how far the session is; that may end it, too
  /// Same session, operation and starting offset as an attempt before that failed.
  bool attempt_again = false;
  /// An HTTP library repeated it by itself, below the client's own code.
  bool silent_transport_retry = false;
  /// Bytes stored, as the answer said; empty: it said nothing, or was not seen.
  std::optional<std::uint64_t> reported;
  bool no_progress = false;  ///< an answer that could name an offset and did not
  /// Since the failure before it in this story became visible.
  std::optional<std::chrono::microseconds> gap;
  std::optional<std::chrono::microseconds> asked_to_wait;  ///< Retry-After of that failure
  std::optional<std::size_t> failure_before;               ///< that failure's place in the turns
};

/// The requests of one upload session, by the moments they began; or, under ordinal 0, those about
/// one object that belong to no session.
struct SessionStory {
  std::uint64_t ordinal = 0;
  std::string bucket;
  std::string object;
  std::string_view subject;  ///< as that of its turns
  std::vector<Turned> turns;
  bool from_the_start = false;  ///< nothing of it was dropped from the journal
};

struct Story {
  std::vector<SessionStory> sessions;  ///< by ordinal
  std::vector<SessionStory> others;    ///< requests without a session, object by object
  std::vector<Turned> all;             ///< every request, in order of seq
  std::uint64_t sessions_made = 0;
  std::uint64_t bytes_sent = 0;
  std::uint64_t resent_bytes = 0;  ///< bytes of an offset of a session that came more than once
  std::vector<std::uint64_t> resent_in;  ///< seqs that carried some of them
  std::uint64_t object_bytes = 0;        ///< of the objects that were finished
  bool saw_an_upload = false;
};

[[nodiscard]] Story tell(const Evidence& evidence, const Scenario& scenario);
/// As conversation patterns see a request.
[[nodiscard]] Utterance utterance(const RecordedExchange& exchange);
/// "reset", "close" … when the client saw the connection end instead of an answer; empty: it was
/// answered.
[[nodiscard]] std::string_view ending_word(const RecordedExchange& exchange);
/// Part of uploading: what makes, feeds, asks or ends an upload.
[[nodiscard]] bool is_upload_operation(Operation operation);
[[nodiscard]] const std::string* header(const HeaderList& headers, std::string_view name);
/// The status a client acts on: X-HTTP-Status-Code-Override turns 200 into the 308 it stands for.
[[nodiscard]] int meant_status(const RecordedExchange& exchange);
/// Whether the journal knows where in the object its bytes belong: parts are known by number.
[[nodiscard]] bool has_place(const RecordedExchange& exchange);
/// Object bytes [from, to) that were received, whatever was kept of them; empty without a place.
[[nodiscard]] std::optional<std::pair<std::uint64_t, std::uint64_t>> received_span(
    const RecordedExchange& exchange);
/// Why a quick repeat is the client's own and no library's: "its headers differ"; empty: it may be.
[[nodiscard]] std::string_view why_not_silent(const RecordedExchange& before,
                                              const RecordedExchange& again);

}  // namespace resumulator
