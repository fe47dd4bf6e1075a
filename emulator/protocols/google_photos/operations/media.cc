// The bytes of an item, at the address its baseUrl names: the original, whatever size was asked
// for.
#include "core/wire/range.h"
#include "core/wire/times.h"
#include "protocols/blob_producer.h"
#include "protocols/google_photos/library.h"
#include "protocols/google_photos/request.h"
#include "protocols/google_photos/resources.h"

namespace resumulator::google_photos {
namespace {

Response bytes_answer(const Request& request, const MediaItem& item, const ObjectVersion& object) {
  const ResolvedRange range = resolve_range(request.head.headers.get("Range"), object.size);
  Response response;
  response.headers.add("Content-Type", item.mime_type);
  response.headers.add("Access-Control-Expose-Headers", "Content-Length");
  response.headers.add("Cache-Control", "private, max-age=86400, no-transform");
  response.headers.add("Accept-Ranges", "bytes");
  response.headers.add("ETag", "\"v" + std::to_string(object.generation) + "\"");
  response.headers.add("Last-Modified", format_http_date(item.created));
  response.headers.add("Server", "fife");
  if (range.outcome == RangeOutcome::kUnsatisfiable) {
    response.status = 416;
    response.headers.add("Content-Range", unsatisfied_content_range(object.size));
    return response;
  }
  if (range.outcome == RangeOutcome::kPartial) {
    response.status = 206;
    response.headers.add("Content-Range", partial_content_range(range.span, object.size));
  }
  response.producer = make_blob_producer(object.blob, range.span);
  response.producer_length = range.span.size();
  return response;
}

}  // namespace

// Rules photos.media.bytes, photos.media.expiry, photos.media.range.
Checked<Response> get_media(const Request& request) {
  const auto key = parse_media_key(request.id);
  const auto item = key ? find_item(*request.world, key->item) : std::nullopt;
  if (!item) return not_found();
  if (key->expires <= request.world->clock().now()) {
    return Problem{403, "The base URL has expired."};
  }
  const auto object = request.world->objects().get(kBucket, item->object, item->generation);
  if (!object || !(*object)->blob) return not_found();
  request.info->object = item->object;
  return bytes_answer(request, *item, **object);
}

}  // namespace resumulator::google_photos
