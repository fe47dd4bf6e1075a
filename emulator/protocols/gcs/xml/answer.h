// Answers of the XML API: the headers all have, and those an object brings.
//
// Source   docs/protocols/gcs-xml.md, rules gcs.xml.headers.*
// Threads  pure functions but for the id they draw from the world.
#pragma once

#include <string>
#include <string_view>

#include "core/upload/world.h"
#include "core/wire/http_message.h"
#include "protocols/gcs/common/cache_headers.h"
#include "protocols/gcs/xml/request.h"

namespace resumulator::gcs::xml {

inline constexpr std::string_view kXml = "application/xml; charset=UTF-8";
inline constexpr std::string_view kHtml = "text/html; charset=UTF-8";

/// Content-Type, X-GUploader-UploadID (fresh, or `id`), Vary, the cache set, Server.
[[nodiscard]] Headers xml_headers(World& world, CacheSet set, std::string_view content_type,
                                  std::string id = {});
/// 200 with a document.
[[nodiscard]] Response document_answer(World& world, std::string document);
/// 200 or 204 without a body.
[[nodiscard]] Response empty_answer(World& world, int status = 200);

/// Lower-case MD5 in hex; where there is none a hyphen and the etag of the JSON API. Without
/// quotes. Rule gcs.xml.headers.etag
[[nodiscard]] std::string xml_etag(const ObjectVersion& object);
[[nodiscard]] std::string in_quotes(std::string_view text);

/// ETag, generation, digests, stored length: what every answer about an object has.
void add_object_headers(Headers& headers, const ObjectVersion& object, bool show_digests = true);
/// The answer to a write: 200, empty, with those headers.
[[nodiscard]] Response written_answer(World& world, const ObjectVersion& told, std::string id = {});

}  // namespace resumulator::gcs::xml
