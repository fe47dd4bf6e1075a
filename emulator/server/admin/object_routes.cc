// Finished objects of a lane: looked at, planted, removed without a client's traffic.
#include <nlohmann/json.hpp>
#include <span>

#include "engine/engine.h"
#include "protocols/gcs/common/names.h"
#include "server/admin/admin.h"
#include "server/lane_case.h"

namespace resumulator {
namespace {

AdminJson object_json(const ObjectVersion& object) {
  const Digests& digests = object.digests();
  AdminJson json = {{"bucket", object.bucket},
                    {"name", object.name},
                    {"size", object.size},
                    {"generation", object.generation},
                    {"metageneration", object.metageneration},
                    {"content_type", object.metadata.content_type},
                    {"crc32c", crc32c_base64(digests.crc32c)}};
  if (digests.md5) json["md5"] = md5_base64(*digests.md5);
  return json;
}

Response list(const LaneAsk& ask) {
  const auto& [context, request, lane] = ask;
  const auto world = lane.in_use().world;
  AdminJson objects = AdminJson::array();
  for (const BucketPtr& bucket : world->objects().buckets()) {
    ListQuery query;
    do {
      const auto page = world->objects().list(bucket->name, query);
      if (!page) break;
      for (const ObjectPtr& object : page->items) objects.push_back(object_json(*object));
      query.after = page->next_after;
    } while (!query.after.empty());
  }
  return admin_answer(200, {{"objects", std::move(objects)}});
}

Response show(const LaneAsk& ask) {
  const auto& [context, request, lane] = ask;
  const auto object =
      lane.in_use().world->objects().get(request.names.at("bucket"), request.names.at("name"));
  return object ? admin_answer(200, object_json(**object)) : admin_error(object.error());
}

/// The body is the object's bytes.
Response plant(const LaneAsk& ask) {
  const auto& [context, request, lane] = ask;
  const std::string& name = request.names.at("name");
  if (const auto problem = gcs::check_object_name(name))
    return control_error(400, problem->message);
  const auto world = lane.in_use().world;
  const auto stored = store_bytes(*world, request.names.at("bucket"), name, request.body,
                                  "application/octet-stream");
  return stored ? admin_answer(201, object_json(**stored)) : admin_error(stored.error());
}

Response remove(const LaneAsk& ask) {
  const auto& [context, request, lane] = ask;
  const auto removed = lane.in_use().world->objects().remove(request.names.at("bucket"),
                                                             request.names.at("name"), {}, {});
  if (!removed) return admin_error(removed.error());
  return admin_answer(200, {{"removed", request.names.at("name")}});
}

}  // namespace

void add_object_routes(Control& control, const AdminContext& context) {
  add_lane_route(control, context, "GET", "/objects", "live objects with checksums", list);
  add_lane_route(control, context, "GET", "/objects/{bucket}/{name...}", "one", show);
  add_lane_route(control, context, "PUT", "/objects/{bucket}/{name...}",
                 "plants one: the body is its bytes", plant, {.body = "application/octet-stream"});
  add_lane_route(control, context, "DELETE", "/objects/{bucket}/{name...}", "removes one", remove);
}

}  // namespace resumulator
