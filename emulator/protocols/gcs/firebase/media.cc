// The bytes of an object over Firebase: to those the rules let in, and to whoever has a token of
// it.
#include "protocols/gcs/common/media.h"

#include "core/base/strings.h"
#include "core/wire/range.h"
#include "core/wire/times.h"
#include "protocols/gcs/common/cache_headers.h"
#include "protocols/gcs/firebase/metadata.h"
#include "protocols/gcs/firebase/objects.h"

namespace resumulator::gcs::firebase {
namespace {

// Rule firebase.media.cache: the object's own setting counts for nobody.
void add_cache(const Request& request, bool failed, Headers& headers) {
  const TimePoint now = request.world->clock().now();
  const bool owner = request.caller.kind == Caller::Kind::kOwner && !failed;
  if (owner) return add_cache_headers(headers, CacheSet::kWrite, now);
  headers.add("Cache-Control", "private, max-age=0");
  headers.add("Expires", format_http_date(now));
}

std::string header_word(std::string_view key) {
  std::string word = lower(key);
  if (!word.empty() && word.front() >= 'a' && word.front() <= 'z') {
    word.front() = static_cast<char>(word.front() - 'a' + 'A');
  }
  return word;
}

bool fits_a_header(std::string_view name, std::string_view value) {
  return is_token(name) && value.find_first_of("\r\n") == std::string_view::npos &&
         value.find('\0') == std::string_view::npos;
}

// Rule firebase.media.headers.
void add_object_headers(const ObjectVersion& object, Headers& headers) {
  const Digests& digests = object.digests();
  headers.add("Accept-Ranges", "bytes");
  headers.add("Last-Modified", format_http_date(object.updated));
  if (digests.md5) headers.add("ETag", "\"" + md5_hex(*digests.md5) + "\"");
  headers.add("X-Goog-Generation", std::to_string(object.generation));
  headers.add("X-Goog-Metageneration", std::to_string(object.metageneration));
  headers.add("X-Goog-Storage-Class", object.metadata.storage_class);
  headers.add("X-Goog-Stored-Content-Encoding", object.metadata.content_encoding.empty()
                                                    ? "identity"
                                                    : object.metadata.content_encoding);
  headers.add("X-Goog-Stored-Content-Length", std::to_string(object.size));
  headers.add("X-Goog-Hash", "crc32c=" + crc32c_base64(digests.crc32c));
  if (digests.md5) headers.add("X-Goog-Hash", "md5=" + md5_base64(*digests.md5));
  if (!object.metadata.content_disposition.empty()) {
    headers.add("Content-Disposition", object.metadata.content_disposition);
  }
  for (const auto& [key, value] : object.metadata.custom) {
    if (fits_a_header(key, value)) headers.add("X-Goog-Meta-" + header_word(key), value);
  }
  headers.add("Server", "UploadServer");
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    out += c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '&' ? "&amp;" : std::string(1, c);
  }
  return out;
}

// Rule firebase.media.unsatisfiable.
Response unsatisfiable(const Request& request, const ObjectVersion& object) {
  Response response;
  response.status = 416;
  response.headers.add("Content-Type", "application/xml; charset=UTF-8");
  response.headers.add("X-GUploader-UploadID", std::string(kRequestIdHere));
  add_cache(request, true, response.headers);
  add_object_headers(object, response.headers);
  response.body =
      "<?xml version='1.0' encoding='UTF-8'?><Error><Code>InvalidRange</Code><Message>The "
      "requested "
      "range cannot be satisfied.</Message><Details>" +
      escaped(request.head.headers.get("Range")) + "</Details></Error>";
  return response;
}

}  // namespace

// Rules firebase.media.token, firebase.media.range, firebase.media.missing.
Response get_media(const Request& request) {
  World& world = *request.world;
  const auto found = world.objects().get(request.bucket, request.object);
  const std::string_view token = request.query.get("token");
  const bool by_token = found && has_token((*found)->metadata, token);
  if (!by_token && !may_act(request.caller, world.options())) return denied(world, Set::kRead);
  if (!found || !(*found)->blob) return not_found(world);
  const ObjectPtr told = request.report == nullptr ? *found : reported(*request.report, *found);
  ResolvedRange range = resolve_range(request.head.headers.get("Range"), told->size);
  if (range.outcome == RangeOutcome::kUnsatisfiable) return unsatisfiable(request, *told);
  if (told->size == 0) range.outcome = RangeOutcome::kWhole;
  Response response;
  response.headers.add("Content-Type", content_type_of(*told));
  response.headers.add("X-GUploader-UploadID", std::string(kRequestIdHere));
  add_cache(request, false, response.headers);
  add_object_headers(*told, response.headers);
  if (request.head.headers.has("Origin")) {
    response.headers.add("Access-Control-Allow-Origin", "*");
  }
  send_stored(response, *told, range);
  return response;
}

}  // namespace resumulator::gcs::firebase
