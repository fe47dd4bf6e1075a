// GET and HEAD of an object: the service's headers around the bytes.
#include <algorithm>

#include "core/base/strings.h"
#include "core/wire/range.h"
#include "core/wire/times.h"
#include "protocols/gcs/common/acl.h"
#include "protocols/gcs/common/encryption.h"
#include "protocols/gcs/common/media.h"
#include "protocols/gcs/common/upload.h"
#include "protocols/gcs/xml/answer.h"
#include "protocols/gcs/xml/errors.h"
#include "protocols/gcs/xml/operations/object_operations.h"
#include "protocols/gcs/xml/parse.h"

namespace resumulator::gcs::xml {
namespace {

constexpr std::chrono::seconds kPublicAge{3600};

bool is_public(const World& world, const ObjectVersion& object) {
  const BucketPtr bucket = world.objects().bucket(object.bucket);
  const AclList list = object_acl(object, bucket.get());
  return std::any_of(list.begin(), list.end(),
                     [](const AclEntry& entry) { return entry.entity == "allUsers"; });
}

// The seconds after "max-age=", as far as they are a number.
std::chrono::seconds max_age(std::string_view cache_control) {
  for (std::string_view one : split(cache_control, ',')) {
    one = trim(one);
    if (!take_prefix(one, "max-age=")) continue;
    const auto seconds = parse_u64(one);
    if (seconds && *seconds < 1'000'000'000) {
      return std::chrono::seconds(static_cast<std::int64_t>(*seconds));
    }
  }
  return std::chrono::seconds(0);
}

// Rule gcs.xml.get.cache: what the object says, else by who may read it; Expires in step.
void add_cache(const World& world, const ObjectVersion& object, Headers& headers) {
  std::string control = object.metadata.cache_control;
  if (control.empty()) {
    control = is_public(world, object) ? "public, max-age=" + std::to_string(kPublicAge.count())
                                       : "private, max-age=0";
  }
  headers.add("Expires", format_http_date(world.clock().now() + max_age(control)));
  headers.add("Cache-Control", std::move(control));
}

// A field a signed URL may replace in the answer. Rule gcs.xml.get.response-fields
std::string shown(const Request& request, std::string_view parameter, const std::string& kept) {
  const std::string* wanted = request.query.find(parameter);
  return wanted == nullptr ? kept : *wanted;
}

void add_if(Headers& headers, const char* name, std::string value) {
  if (!value.empty()) headers.add(name, std::move(value));
}

// Rules gcs.xml.get.headers, gcs.xml.get.metadata.
Headers object_headers(const Request& request, const ObjectVersion& object, bool show_digests) {
  const ObjectMetadata& metadata = object.metadata;
  World& world = *request.world;
  Headers headers = xml_headers(world, CacheSet::kNone,
                                shown(request, "response-content-type", content_type_of(object)));
  add_cache(world, object, headers);
  headers.add("Last-Modified", format_http_date(object.updated));
  add_object_headers(headers, object, show_digests);
  headers.add("x-goog-storage-class", metadata.storage_class);
  if (object.component_count) {
    headers.add("x-goog-component-count", std::to_string(*object.component_count));
  }
  for (const auto& [key, value] : metadata.custom) headers.add("x-goog-meta-" + key, value);
  add_if(headers, "x-goog-custom-time", metadata.custom_time);
  add_if(headers, "Content-Disposition",
         shown(request, "response-content-disposition", metadata.content_disposition));
  add_if(headers, "Content-Language", metadata.content_language);
  headers.add("Accept-Ranges", "bytes");
  return headers;
}

struct Found {
  ObjectPtr object;
  bool show_digests = true;
};
ApiResult<Found> find(const Request& request) {
  const auto guards = parse_guards(request);
  if (!guards) return guards.error();
  const auto generation = parse_generation_setting(request, "generation");
  if (!generation) return generation.error();
  const auto key = parse_encryption_key(request.head.headers);
  if (!key) return key.error();
  const auto stored = request.world->objects().get(request.bucket, request.object, *generation);
  if (!stored) return from_store_error(stored.error(), request.bucket, request.object);
  const ObjectPtr object = request.report == nullptr ? *stored : reported(*request.report, *stored);
  if (const auto held = check(*guards, object.get()); !held) {
    return from_store_error(held.error(), request.bucket, request.object);
  }
  if (auto problem = check_conditions(request.head.headers, *object)) return *std::move(problem);
  auto locked = check_encryption_key(*object, *key);
  // Rule gcs.xml.get.csek: metadata may be asked for without the key, and comes without digests.
  const bool without_key = locked && key->empty() && request.method == "HEAD";
  if (locked && !without_key) return *std::move(locked);
  return Found{object, !without_key};
}

// Rule gcs.xml.get.range-unsatisfiable: the error, under the object's headers.
Response unsatisfiable_answer(const Request& request, const ObjectVersion& object,
                              std::string_view range) {
  Response response = error_answer(*request.world, range_not_satisfiable(range));
  add_object_headers(response.headers, object);
  response.headers.add("Content-Range", unsatisfied_content_range(object.size));
  return response;
}

}  // namespace

Response get_object(const Request& request, BodySource&) {
  const auto found = find(request);
  if (!found) return error_answer(*request.world, found.error());
  const ObjectVersion& object = *found->object;
  Response response;
  if (is_transcoded(request, object)) {
    response.headers = object_headers(request, object, found->show_digests);
    send_inflated(response, object);
    return response;
  }
  const std::string_view asked = request.head.headers.get("Range");
  const ResolvedRange range = resolve_range(asked, object.size);
  if (range.outcome == RangeOutcome::kUnsatisfiable) {
    return unsatisfiable_answer(request, object, asked);
  }
  response.headers = object_headers(request, object, found->show_digests);
  send_stored(response, object, range);
  return response;
}

// Rule gcs.xml.delete.answer: 204, or an error; the second time there is nothing.
Response delete_object(const Request& request, BodySource&) {
  const auto guards = parse_guards(request);
  if (!guards) return error_answer(*request.world, guards.error());
  const auto generation = parse_generation_setting(request, "generation");
  if (!generation) return error_answer(*request.world, generation.error());
  const auto removed =
      request.world->objects().remove(request.bucket, request.object, *generation, *guards);
  if (removed) return empty_answer(*request.world, 204);
  return error_answer(*request.world, from_write_error(*request.world, removed.error(),
                                                       request.bucket, request.object));
}

}  // namespace resumulator::gcs::xml
