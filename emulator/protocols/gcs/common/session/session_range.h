// The head of a request to a session: which of the forms of Content-Range it uses.
//
// Source   docs/protocols/gcs-json.md, rules gcs.range.*
// Threads  pure functions.
#pragma once

#include <optional>
#include <variant>

#include "core/wire/content_range.h"
#include "core/wire/http_message.h"
#include "protocols/protocol.h"

namespace resumulator::gcs {

struct NoRange {};   ///< no Content-Range: the body is the whole object
struct BadRange {};  ///< it could not be read
using SessionRange = std::variant<NoRange, BadRange, Chunk, OpenChunk, StatusQuery>;

[[nodiscard]] SessionRange parse_session_range(const Headers& headers, const GcsSwitches& switches);

/// What the request is to the journal: kQuery, kFinalize (it says it is the last) or kAppend.
[[nodiscard]] Operation operation_of(const SessionRange& range);
[[nodiscard]] std::optional<ClaimedRange> claimed_range(const SessionRange& range);

}  // namespace resumulator::gcs
