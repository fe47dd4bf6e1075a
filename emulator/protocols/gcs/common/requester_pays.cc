#include "protocols/gcs/common/requester_pays.h"

#include <nlohmann/json.hpp>

namespace resumulator::gcs {
namespace {

bool names_project(const Request& request) {
  return !request.head.headers.get("X-Goog-User-Project").empty() ||
         !request.query.get("userProject").empty();
}

}  // namespace

bool requester_pays(const Bucket& bucket) {
  // Hardly any bucket does; its settings are not read for nothing.
  if (bucket.extra_json.find("requesterPays") == std::string::npos) return false;
  const auto settings = nlohmann::json::parse(bucket.extra_json, nullptr, false);
  const auto billing = settings.is_object() ? settings.find("billing") : settings.end();
  if (billing == settings.end() || !billing->is_object()) return false;
  const auto pays = billing->find("requesterPays");
  return pays != billing->end() && pays->is_boolean() && pays->get<bool>();
}

std::optional<ApiError> check_user_project(const Request& request) {
  return check_user_project(request, request.bucket);
}

std::optional<ApiError> check_user_project(const Request& request, const std::string& bucket) {
  const bool asked = request.world->options().gcs.requester_pays && !bucket.empty() &&
                     request.method != "OPTIONS" && !request.query.has("upload_id");
  if (!asked || names_project(request)) return std::nullopt;
  const BucketPtr there = request.world->objects().bucket(bucket);
  if (!there || !requester_pays(*there)) return std::nullopt;
  ApiError error = required("Bucket is a requester pays bucket but no user project provided.");
  error.xml_code = "UserProjectMissing";
  return error;
}

}  // namespace resumulator::gcs
