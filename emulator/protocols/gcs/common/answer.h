// Answers with the headers production puts on every one of them: identity, Vary, cache set, etag.
//
// Source   docs/protocols/gcs-json.md, rules gcs.headers.*, gcs.error.*
// Threads  pure functions but for the id they draw from the world.
#pragma once

#include <string>
#include <string_view>

#include "core/upload/world.h"
#include "core/wire/http_message.h"
#include "protocols/gcs/common/cache_headers.h"
#include "protocols/gcs/common/errors.h"

namespace resumulator::gcs {

/// X-GUploader-UploadID (`id`, or the request's), Vary where a cache set is given, the set, Server.
[[nodiscard]] Headers answer_headers(World& world, CacheSet set, std::string_view content_type,
                                     std::string id = {});

/// 200 with a JSON body; `etag` empty: no ETag (lists, rewrite answers).
[[nodiscard]] Response json_answer(World& world, CacheSet set, std::string body,
                                   std::string_view etag = {});
/// 204: application/json without charset, set W.
[[nodiscard]] Response no_content_answer(World& world);
/// A 304 has no body and no ETag. `content_type` is the object's on media reads.
[[nodiscard]] Response not_modified_answer(World& world, CacheSet set,
                                           std::string_view content_type = "application/json");

/// The JSON form, or JSON under text/html, or the empty 304 (set W): errors of everything but media
/// reads.
[[nodiscard]] Response error_answer(World& world, const ApiError& error);
/// Errors of a media read: a text/html sentence with set M, or JSON under the switch
/// media_error_format.
[[nodiscard]] Response media_error_answer(World& world, const ApiError& error);
/// One bare sentence as text/plain: errors of a transfer session.
[[nodiscard]] Response text_answer(World& world, int status, std::string text);

}  // namespace resumulator::gcs
