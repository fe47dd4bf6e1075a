// HMAC keys and the service account of a project: kept and given back, never used to sign.
//
// Kept     under "hmac/PROJECT/ACCESS_ID" without the secret: it is shown once, when it is made.
// Paths    the project stands in Request::bucket.
#include <nlohmann/json.hpp>

#include "core/upload/world.h"
#include "core/wire/times.h"
#include "protocols/gcs/common/bucket_resource.h"
#include "protocols/gcs/common/etag.h"
#include "protocols/gcs/json/operations/object_common.h"
#include "protocols/gcs/json/operations/object_operations.h"

namespace resumulator::gcs::json {
namespace {

using Json = nlohmann::ordered_json;

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string prefix_of(const Request& request) { return "hmac/" + request.bucket + "/"; }

std::string access_id(World& world) {
  std::string id = "GOOG1E" + world.ids().token("hmac access id", 55);
  for (char& c : id) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c == '-' || c == '_') c = '7';
  }
  return id;
}

Response make_key(const Request& request) {
  World& world = *request.world;
  const std::string_view account = request.query.get("serviceAccountEmail");
  if (account.empty()) return fail(request, required("Required parameter: serviceAccountEmail"));
  const std::string id = access_id(world);
  const std::string now = format_rfc3339(world.clock().now());
  const Json metadata = {
      {"kind", "storage#hmacKeyMetadata"},
      {"id", request.bucket + "/" + id},
      {"selfLink", request.base_url + "/storage/v1/projects/" + request.bucket + "/hmacKeys/" + id},
      {"accessId", id},
      {"projectId", request.bucket},
      {"serviceAccountEmail", account},
      {"state", "ACTIVE"},
      {"timeCreated", now},
      {"updated", now},
      {"etag", bucket_etag(1)}};
  const auto put = world.documents().put(prefix_of(request) + id, dump(metadata));
  if (!put) return fail(request, from_store_error(put.error(), {}, {}));
  const Json out = {{"kind", "storage#hmacKey"},
                    {"metadata", metadata},
                    {"secret", world.ids().token("hmac secret", 40)}};
  return document_answer(request, CacheSet::kWrite, dump(out));
}

Response list_keys(const Request& request) {
  const std::string_view account = request.query.get("serviceAccountEmail");
  Json items = Json::array();
  for (const auto& [key, text] : request.world->documents().below(prefix_of(request))) {
    Json metadata = Json::parse(text, nullptr, false);
    const bool wanted = account.empty() || metadata.value("serviceAccountEmail", "") == account;
    const bool gone = metadata.value("state", "") == "DELETED";
    if (wanted && (!gone || is_true(request, "showDeletedKeys"))) {
      items.push_back(std::move(metadata));
    }
  }
  Json out = {{"kind", "storage#hmacKeysMetadata"}};
  if (!items.empty()) out["items"] = std::move(items);
  return document_answer(request, CacheSet::kRead, dump(out));
}

// Rule gcs.hmac.state: ACTIVE and INACTIVE by update; DELETED from INACTIVE only, and for good.
Response change_state(const Request& request, Json metadata, const std::string& state) {
  metadata["state"] = state;
  metadata["updated"] = format_rfc3339(request.world->clock().now());
  const auto put =
      request.world->documents().put(prefix_of(request) + request.tail, dump(metadata));
  if (!put) return fail(request, from_store_error(put.error(), {}, {}));
  if (state == "DELETED") return no_content_answer(*request.world);
  return document_answer(request, CacheSet::kWrite, dump(metadata), bucket_etag(1));
}

}  // namespace

Response serve_hmac_keys(const Request& request, BodySource&) {
  return request.method == "POST" ? make_key(request) : list_keys(request);
}

Response serve_hmac_key(const Request& request, BodySource& body) {
  const auto text = read_json_body(request, body);
  if (!text) return fail(request, text.error());
  const auto kept = request.world->documents().get(prefix_of(request) + request.tail);
  if (!kept) {
    return fail(request, not_found("Access ID not found in project " + request.bucket + "."));
  }
  Json metadata = Json::parse(*kept, nullptr, false);
  const std::string state = metadata.value("state", "");
  if (request.method == "DELETE") {
    if (state == "INACTIVE") return change_state(request, std::move(metadata), "DELETED");
    return fail(request, bad_request("Cannot delete keys in '" + state + "' state."));
  }
  if (request.method != "PUT") return document_answer(request, CacheSet::kRead, dump(metadata));
  const Json given = Json::parse(*text, nullptr, false);
  const auto wanted = given.find("state");
  const bool legal = wanted != given.end() && (*wanted == "ACTIVE" || *wanted == "INACTIVE");
  if (!legal || state == "DELETED") {
    return fail(request, invalid("Invalid value for field 'state'."));
  }
  return change_state(request, std::move(metadata), wanted->get<std::string>());
}

Response get_service_account(const Request& request, BodySource&) {
  JsonWriter json(false);
  json.begin_object().member("kind", "storage#serviceAccount");
  json.member("email_address", "service-" + project_number(request.bucket) +
                                   "@gs-project-accounts.iam.gserviceaccount.com");
  return document_answer(request, CacheSet::kRead, json.end_object().take());
}

// Rule gcs.channel.stop: nothing is ever watched, so there is nothing to end.
Response stop_channel(const Request& request, BodySource& body) {
  const auto text = read_json_body(request, body);
  if (!text) return fail(request, text.error());
  return no_content_answer(*request.world);
}

}  // namespace resumulator::gcs::json
