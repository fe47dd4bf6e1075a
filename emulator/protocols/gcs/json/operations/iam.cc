// IAM policies of buckets: kept and given back, never enforced.
//
// Kept     under "iam/BUCKET": the policy as it was set, with the number its etag stands for.
#include <nlohmann/json.hpp>

#include "core/upload/world.h"
#include "protocols/gcs/common/etag.h"
#include "protocols/gcs/json/operations/object_common.h"
#include "protocols/gcs/json/operations/object_operations.h"

namespace resumulator::gcs::json {
namespace {

using Json = nlohmann::ordered_json;

std::string key_of(const Request& request) { return "iam/" + request.bucket; }

struct Policy {
  Json document;
  std::uint64_t version = 1;  // of the etag
};

Policy kept_policy(const Request& request) {
  Policy policy;
  const auto kept = request.world->documents().get(key_of(request));
  Json document = kept ? Json::parse(*kept, nullptr, false) : Json();
  if (document.is_object()) {
    policy.version = document.value("number", std::uint64_t{1});
    policy.document = document.value("policy", Json::object());
  }
  return policy;
}

// Rule gcs.iam.policy: production's members around what was set.
Response policy_answer(const Request& request, const Policy& policy, CacheSet set) {
  Json out = {{"kind", "storage#policy"},
              {"resourceId", "projects/_/buckets/" + request.bucket},
              {"version", 1},
              {"etag", bucket_etag(policy.version)},
              {"bindings", Json::array()}};
  for (const char* name : {"version", "bindings"}) {
    if (policy.document.is_object() && policy.document.contains(name)) {
      out[name] = policy.document[name];
    }
  }
  return document_answer(request, set, out.dump(-1, ' ', false, Json::error_handler_t::replace),
                         bucket_etag(policy.version));
}

}  // namespace

Response get_iam_policy(const Request& request, BodySource&) {
  if (!request.world->objects().bucket(request.bucket)) return fail(request, no_such_bucket());
  return policy_answer(request, kept_policy(request), CacheSet::kRead);
}

// Rule gcs.iam.etag: a policy that names another etag than the one kept is refused.
Response set_iam_policy(const Request& request, BodySource& body) {
  const auto text = read_json_body(request, body);
  if (!text) return fail(request, text.error());
  if (!request.world->objects().bucket(request.bucket)) return fail(request, no_such_bucket());
  Policy policy = kept_policy(request);
  const Json given = Json::parse(*text, nullptr, false);
  const auto etag = given.find("etag");
  if (etag != given.end() && etag->is_string() &&
      etag->get_ref<const std::string&>() != bucket_etag(policy.version)) {
    return fail(request, condition_not_met());
  }
  const auto bindings = given.find("bindings");
  if (bindings != given.end() && !bindings->is_array()) {
    return fail(request, invalid("Invalid value for field 'bindings'."));
  }
  policy.document = given;
  const Json kept = {{"number", ++policy.version}, {"policy", policy.document}};
  const auto put = request.world->documents().put(
      key_of(request), kept.dump(-1, ' ', false, Json::error_handler_t::replace));
  if (!put) return fail(request, from_store_error(put.error(), request.bucket, {}));
  return policy_answer(request, policy, CacheSet::kWrite);
}

// Rule gcs.iam.test-permissions: everything asked for is allowed.
Response test_iam_permissions(const Request& request, BodySource&) {
  if (!request.world->objects().bucket(request.bucket)) return fail(request, no_such_bucket());
  JsonWriter json(false);
  json.begin_object().member("kind", "storage#testIamPermissionsResponse");
  const auto permissions = request.query.all("permissions");
  if (!permissions.empty()) {
    json.key("permissions").begin_array();
    for (const std::string_view permission : permissions) json.string(permission);
    json.end_array();
  }
  return document_answer(request, CacheSet::kRead, json.end_object().take());
}

}  // namespace resumulator::gcs::json
