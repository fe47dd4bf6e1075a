// The table "try again, start over, permanent" of the language, for the protocols served.
//
// Source   docs/verdict.md, "What is measured, and how".
// Threads  pure functions.
#pragma once

#include "verdict/story.h"

namespace resumulator {

/// `expired`: the session's time was over when the request came.
[[nodiscard]] Meaning meaning_of(const RecordedExchange& exchange, bool expired);
/// Bytes stored, as the answer says it; a 308 without Range says that nothing is known to be
/// stored.
[[nodiscard]] std::optional<std::uint64_t> reported_by(const RecordedExchange& exchange);
/// Whether the answer could name an offset and did not.
[[nodiscard]] bool shows_no_progress(const RecordedExchange& exchange);
/// Retry-After in either form.
[[nodiscard]] std::optional<std::chrono::microseconds> retry_after(
    const RecordedExchange& exchange);

}  // namespace resumulator
