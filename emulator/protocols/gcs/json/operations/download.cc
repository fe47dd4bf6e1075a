// Media downloads: production's headers around the bytes, ranges, gzip objects taken apart.
#include <array>

#include "core/base/strings.h"
#include "core/upload/world.h"
#include "core/wire/range.h"
#include "core/wire/times.h"
#include "protocols/gcs/common/encryption.h"
#include "protocols/gcs/json/operations/download_body.h"
#include "protocols/gcs/json/operations/object_common.h"
#include "protocols/gcs/json/operations/object_gzip.h"
#include "protocols/gcs/json/operations/object_operations.h"
#include "protocols/gcs/json/operations/object_read.h"

namespace resumulator::gcs::json {
namespace {

std::string content_type(const ObjectVersion& object) {
  return object.metadata.content_type.empty() ? "application/octet-stream"
                                              : object.metadata.content_type;
}

// Whether the client takes gzip: "gzip" or "*" without a weight of zero.
bool accepts_gzip(std::string_view accept_encoding) {
  for (const std::string_view element : split(accept_encoding, ',')) {
    const auto [coding, weight, weighted] = split_once(element, ';');
    if (!iequals(trim(coding), "gzip") && trim(coding) != "*") continue;
    return !weighted || trim(weight).find_first_not_of("q=0.") != std::string_view::npos;
  }
  return false;
}

bool starts_like_gzip(const ObjectVersion& object) {
  std::array<std::byte, 2> magic{};
  const auto got = object.blob->read(0, magic);
  return got && *got == 2 && magic[0] == std::byte{0x1F} && magic[1] == std::byte{0x8B};
}

// Rule gcs.download.transcoding: a gzip object goes out inflated to whoever does not take gzip,
// unless its own Cache-Control forbids it.
bool is_transcoded(const Request& request, const ObjectVersion& object) {
  return object.metadata.content_encoding == "gzip" &&
         object.metadata.cache_control.find("no-transform") == std::string::npos &&
         !accepts_gzip(request.head.headers.get("Accept-Encoding")) && starts_like_gzip(object);
}

// Rule gcs.download.hash: both digests in one line.
std::string hash_line(const Digests& digests) {
  std::string line = "crc32c=" + crc32c_base64(digests.crc32c);
  if (digests.md5) line += ",md5=" + md5_base64(*digests.md5);
  return line;
}

// Rule gcs.download.headers.
Headers media_headers(const Request& request, const ObjectVersion& object) {
  const ObjectMetadata& metadata = object.metadata;
  Headers headers = answer_headers(*request.world, CacheSet::kWrite, content_type(object));
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
  response.headers.add("Warning", "214 UploadServer gunzipped");
  response.headers.add("X-GUploader-Response-Body-Transformations", "gunzipped");
  response.producer = make_inflating_producer(make_blob_producer(object.blob, {0, object.size}));
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
  if (!object.metadata.content_encoding.empty()) {
    response.headers.add("Content-Encoding", object.metadata.content_encoding);
  }
  if (range.outcome == RangeOutcome::kPartial) {
    response.status = 206;
    response.headers.add("Content-Range", partial_content_range(range.span, object.size));
    // Rule gcs.download.range.suffix-of-empty: the one 206 with a hash, and that without the MD5.
    if (range.span.empty()) {
      response.headers.add("X-Goog-Hash", "crc32c=" + crc32c_base64(object.digests().crc32c));
    }
  } else {
    response.headers.add("X-Goog-Hash", hash_line(object.digests()));
  }
  response.producer = make_blob_producer(object.blob, range.span);
  response.producer_length = range.span.size();
  return response;
}

}  // namespace

Response download_object(const Request& request, BodySource&) {
  const ReadObject read = read_object(request);
  if (read.problem && read.problem->status == 304) {
    return not_modified_answer(*request.world, CacheSet::kMedia, content_type(*read.object));
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
