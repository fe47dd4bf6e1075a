// Notification configurations of buckets: kept and given back, never sent.
//
// Kept     under "notifications/BUCKET/ID"; ids are numbers in order of creation.
#include <nlohmann/json.hpp>

#include "core/upload/world.h"
#include "protocols/gcs/common/preconditions.h"
#include "protocols/gcs/json/operations/object_common.h"
#include "protocols/gcs/json/operations/object_operations.h"

namespace resumulator::gcs::json {
namespace {

using Json = nlohmann::ordered_json;

std::string prefix_of(const Request& request) { return "notifications/" + request.bucket + "/"; }

std::uint64_t next_id(const Request& request) {
  std::uint64_t last = 0;
  for (const auto& [key, json] : request.world->documents().below(prefix_of(request))) {
    const auto id = parse_unsigned(std::string_view(key).substr(key.rfind('/') + 1));
    if (id) last = std::max(last, *id);
  }
  return last + 1;
}

Response insert_notification(const Request& request, BodySource& body) {
  const auto text = read_json_body(request, body);
  if (!text) return fail(request, text.error());
  const Json given = Json::parse(*text, nullptr, false);
  const auto topic = given.find("topic");
  if (topic == given.end() || !topic->is_string()) return fail(request, required("Required"));
  const std::string id = std::to_string(next_id(request));
  Json out = {{"kind", "storage#notification"},
              {"id", id},
              {"selfLink",
               request.base_url + "/storage/v1/b/" + request.bucket + "/notificationConfigs/" + id},
              {"topic", *topic},
              {"payload_format", "JSON_API_V1"},
              {"etag", id}};
  for (const char* name :
       {"event_types", "custom_attributes", "payload_format", "object_name_prefix"}) {
    if (given.contains(name)) out[name] = given[name];
  }
  std::string json = out.dump(-1, ' ', false, Json::error_handler_t::replace);
  const auto put = request.world->documents().put(prefix_of(request) + id, json);
  if (!put) return fail(request, from_store_error(put.error(), request.bucket, {}));
  return document_answer(request, CacheSet::kWrite, std::move(json));
}

Response list_notifications(const Request& request) {
  JsonWriter out(false);
  out.begin_object().member("kind", "storage#notifications");
  const auto kept = request.world->documents().below(prefix_of(request));
  if (!kept.empty()) {
    out.key("items").begin_array();
    for (const auto& [key, json] : kept) out.raw(json);
    out.end_array();
  }
  return document_answer(request, CacheSet::kRead, out.end_object().take());
}

}  // namespace

// Rules gcs.notification.*
Response serve_notifications(const Request& request, BodySource& body) {
  if (!request.world->objects().bucket(request.bucket)) return fail(request, no_such_bucket());
  return request.method == "POST" ? insert_notification(request, body)
                                  : list_notifications(request);
}

Response serve_notification(const Request& request, BodySource&) {
  if (!request.world->objects().bucket(request.bucket)) return fail(request, no_such_bucket());
  const std::string key = prefix_of(request) + request.tail;
  const ApiError missing = not_found("The specified notification does not exist: " + request.tail);
  if (request.method == "DELETE") {
    const auto erased = request.world->documents().erase(key);
    if (!erased) return fail(request, from_store_error(erased.error(), request.bucket, {}));
    return *erased ? no_content_answer(*request.world) : fail(request, missing);
  }
  auto kept = request.world->documents().get(key);
  if (!kept) return fail(request, missing);
  return document_answer(request, CacheSet::kRead, *std::move(kept));
}

}  // namespace resumulator::gcs::json
