// Media downloads: production's headers around the bytes, ranges, gzip objects taken apart.
#include "core/upload/world.h"
#include "core/wire/times.h"
#include "protocols/gcs/common/encryption.h"
#include "protocols/gcs/common/media.h"
#include "protocols/gcs/json/operations/object_common.h"
#include "protocols/gcs/json/operations/object_operations.h"
#include "protocols/gcs/json/operations/object_read.h"

namespace resumulator::gcs::json {
namespace {

// Rule gcs.download.hash: both digests in one line.
std::string hash_line(const Digests& digests) {
  std::string line = "crc32c=" + crc32c_base64(digests.crc32c);
  if (digests.md5) line += ",md5=" + md5_base64(*digests.md5);
  return line;
}

// Rule gcs.download.headers.
Headers media_headers(const Request& request, const ObjectVersion& object) {
  const ObjectMetadata& metadata = object.metadata;
  Headers headers = answer_headers(*request.world, CacheSet::kWrite, content_type_of(object));
  headers.add("Content-Disposition",
              metadata.content_disposition.empty() ? "attachment" : metadata.content_disposition);
  if (!metadata.content_language.empty()) {
    headers.add("Content-Language", metadata.content_language);
  }
  headers.add("ETag", object_etag(object));
  headers.add("Last-Modified", format_http_date(object.updated));
  headers.add("X-Goog-Generation", std::to_string(object.generation));
  headers.add("X-Goog-Metageneration", std::to_string(object.metageneration));
  headers.add("X-Goog-Storage-Class", metadata.storage_class);
  headers.add("X-Goog-Stored-Content-Encoding",
              metadata.content_encoding.empty() ? "identity" : metadata.content_encoding);
  headers.add("X-Goog-Stored-Content-Length", std::to_string(object.size));
  add_encryption_headers(headers, metadata.encryption_key_sha256);
  return headers;
}

Response inflated_answer(const Request& request, const ObjectVersion& object) {
  Response response;
  response.headers = media_headers(request, object);
  response.headers.add("X-Goog-Hash", hash_line(object.digests()));
  send_inflated(response, object);
  return response;
}

// Rule gcs.download.range.unsatisfiable
Response unsatisfiable_answer(const Request& request, const ObjectVersion& object) {
  ApiError error;
  error.status = 416;
  error.reason = "requestedRangeNotSatisfiable";
  error.message = "Request range not satisfiable";
  Response response = media_error_answer(*request.world, error);
  response.headers.add("Content-Range", unsatisfied_content_range(object.size));
  return response;
}

Response stored_answer(const Request& request, const ObjectVersion& object) {
  const ResolvedRange range = resolve_range(request.head.headers.get("Range"), object.size);
  if (range.outcome == RangeOutcome::kUnsatisfiable) return unsatisfiable_answer(request, object);
  Response response;
  response.headers = media_headers(request, object);
  send_stored(response, object, range);
  if (range.outcome != RangeOutcome::kPartial) {
    response.headers.add("X-Goog-Hash", hash_line(object.digests()));
  } else if (range.span.empty()) {
    // Rule gcs.download.range.suffix-of-empty: the one 206 with a hash, and that without the MD5.
    response.headers.add("X-Goog-Hash", "crc32c=" + crc32c_base64(object.digests().crc32c));
  }
  return response;
}

}  // namespace

Response download_object(const Request& request, BodySource&) {
  const ReadObject read = read_object(request);
  if (read.problem && read.problem->status == 304) {
    return not_modified_answer(*request.world, CacheSet::kMedia, content_type_of(*read.object));
  }
  if (read.problem) return media_error_answer(*request.world, *read.problem);
  const auto key = parse_encryption_key(request.head.headers);
  if (!key) return media_error_answer(*request.world, key.error());
  if (const auto problem = check_encryption_key(*read.object, *key)) {
    return media_error_answer(*request.world, *problem);
  }
  return is_transcoded(request, *read.object) ? inflated_answer(request, *read.object)
                                              : stored_answer(request, *read.object);
}

}  // namespace resumulator::gcs::json
