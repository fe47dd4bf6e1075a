// How the bytes of an object are sent, whichever API asked: as they are stored, a part of them, or
// taken out of gzip.
//
// Source   docs/protocols/gcs-json-objects.md, rules gcs.download.*
// Threads  pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/upload/object_store.h"
#include "core/wire/http_message.h"
#include "core/wire/range.h"
#include "protocols/gcs/common/errors.h"
#include "protocols/gcs/common/request.h"

namespace resumulator::gcs {

[[nodiscard]] std::string content_type_of(const ObjectVersion& object);
/// Whether the object goes out inflated: it is gzip, and the client does not take that. Rule
/// gcs.download.transcoding
[[nodiscard]] bool is_transcoded(const Request& request, const ObjectVersion& object);
/// Puts the inflated bytes into `response`, and the fields that say so.
void send_inflated(Response& response, const ObjectVersion& object);
/// Puts the bytes `range` (whole or partial) into `response`: 206 with Content-Range for a part.
void send_stored(Response& response, const ObjectVersion& object, const ResolvedRange& range);

/// If-Match and If-None-Match against `etag` as this API writes it, quotes not counted. Empty: go
/// on. Rule gcs.precondition.if-match
[[nodiscard]] std::optional<ApiError> check_etags(const Headers& headers, std::string_view etag);

}  // namespace resumulator::gcs
