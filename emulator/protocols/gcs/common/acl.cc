#include "protocols/gcs/common/acl.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "core/wire/url.h"
#include "protocols/gcs/common/bucket_resource.h"
#include "protocols/gcs/common/etag.h"
#include "protocols/gcs/common/json_writer.h"

namespace resumulator::gcs {
namespace {

using Json = nlohmann::json;

AclList project_team(std::string_view project) {
  const std::string number = project_number(project);
  return {{"project-owners-" + number, "OWNER"},
          {"project-editors-" + number, "OWNER"},
          {"project-viewers-" + number, "READER"}};
}

std::optional<AclList> kept_list(const std::string& extra_json, const char* name) {
  if (extra_json.empty()) return std::nullopt;
  const Json document = Json::parse(extra_json, nullptr, false);
  if (!document.is_object()) return std::nullopt;
  const auto list = document.find(name);
  if (list == document.end()) return std::nullopt;
  return parse_acl(list->dump(-1, ' ', false, Json::error_handler_t::replace));
}

bool is_entity(std::string_view entity) {
  constexpr std::array<std::string_view, 6> kPrefixes = {
      "user-", "group-", "domain-", "project-owners-", "project-editors-", "project-viewers-"};
  if (entity == "allUsers" || entity == "allAuthenticatedUsers") return true;
  return std::any_of(kPrefixes.begin(), kPrefixes.end(), [entity](std::string_view prefix) {
    return entity.starts_with(prefix) && entity.size() > prefix.size();
  });
}

bool is_role(std::string_view role, AclKind kind) {
  return role == "OWNER" || role == "READER" || (role == "WRITER" && kind == AclKind::kBucket);
}

std::string text_member(const Json& body, const char* name) {
  const auto member = body.find(name);
  return member != body.end() && member->is_string() ? member->get<std::string>() : std::string();
}

void write_place(JsonWriter& json, const AclEntry& entry, const AclPlace& place,
                 std::string_view base_url) {
  if (place.kind == AclKind::kDefaultObject) {
    json.member("kind", "storage#objectAccessControl");
    return;
  }
  const std::string bucket_url = std::string(base_url) + "/storage/v1/b/" + place.bucket;
  const std::string entity = percent_encode_segment(entry.entity);
  if (place.kind == AclKind::kBucket) {
    json.member("kind", "storage#bucketAccessControl");
    json.member("id", place.bucket + "/" + entry.entity);
    json.member("selfLink", bucket_url + "/acl/" + entity);
    json.member("bucket", place.bucket);
    return;
  }
  const std::string generation = std::to_string(place.generation);
  json.member("kind", "storage#objectAccessControl");
  json.member("id", place.bucket + "/" + place.object + "/" + generation + "/" + entry.entity);
  json.member("selfLink",
              bucket_url + "/o/" + percent_encode_segment(place.object) + "/acl/" + entity);
  json.member("bucket", place.bucket).member("object", place.object);
  json.member("generation", generation);
}

// Rule gcs.acl.derived-members.
void write_entity(JsonWriter& json, const AclEntry& entry) {
  json.member("entity", entry.entity).member("role", entry.role);
  const std::string_view entity = entry.entity;
  for (const std::string_view prefix : {"user-", "group-"}) {
    const bool mail = entity.starts_with(prefix) && entity.find('@') != std::string_view::npos;
    if (mail) json.member("email", entity.substr(prefix.size()));
  }
  if (entity.starts_with("domain-")) json.member("domain", entity.substr(7));
  for (const std::string_view team : {"owners", "editors", "viewers"}) {
    const std::string prefix = "project-" + std::string(team) + "-";
    if (!entity.starts_with(prefix)) continue;
    json.key("projectTeam").begin_object();
    json.member("projectNumber", entity.substr(prefix.size())).member("team", team).end_object();
  }
}

}  // namespace

AclList bucket_acl(const Bucket& bucket) {
  return kept_list(bucket.extra_json, "acl").value_or(project_team(bucket.project));
}

AclList default_object_acl(const Bucket& bucket) {
  return kept_list(bucket.extra_json, "defaultObjectAcl").value_or(project_team(bucket.project));
}

AclList object_acl(const ObjectVersion& object, const Bucket* bucket) {
  if (auto kept = kept_list(object.metadata.extra_json, "acl")) return *std::move(kept);
  AclList list = bucket == nullptr ? AclList() : default_object_acl(*bucket);
  list.push_back({std::string(kOwnerEntity), "OWNER"});
  return list;
}

std::optional<AclList> predefined_acl(std::string_view name, AclKind kind,
                                      std::string_view project) {
  const std::string number = project_number(project);
  const AclEntry owner = kind == AclKind::kBucket ? AclEntry{"project-owners-" + number, "OWNER"}
                                                  : AclEntry{std::string(kOwnerEntity), "OWNER"};
  if (name == "private") return AclList{owner};
  if (name == "publicRead") return AclList{owner, {"allUsers", "READER"}};
  if (name == "authenticatedRead") return AclList{owner, {"allAuthenticatedUsers", "READER"}};
  if (name == "projectPrivate") {
    AclList list = project_team(project);
    if (kind == AclKind::kObject) list.push_back(owner);
    return list;
  }
  if (kind == AclKind::kBucket) {
    if (name == "publicReadWrite") return AclList{owner, {"allUsers", "WRITER"}};
    return std::nullopt;
  }
  if (name == "bucketOwnerRead") return AclList{owner, {"project-owners-" + number, "READER"}};
  if (name == "bucketOwnerFullControl") {
    return AclList{owner, {"project-owners-" + number, "OWNER"}};
  }
  return std::nullopt;
}

AclList parse_acl(std::string_view json) {
  const Json document = Json::parse(json, nullptr, false);
  AclList list;
  if (!document.is_array()) return list;
  for (const Json& entry : document) {
    if (!entry.is_object()) continue;
    AclEntry read{text_member(entry, "entity"), text_member(entry, "role")};
    if (!read.entity.empty()) list.push_back(std::move(read));
  }
  return list;
}

std::string acl_json(const AclList& list) {
  JsonWriter json(false);
  json.begin_array();
  for (const AclEntry& entry : list) {
    json.begin_object().member("entity", entry.entity).member("role", entry.role).end_object();
  }
  return json.end_array().take();
}

ApiResult<AclEntry> parse_acl_entry(std::string_view body, AclKind kind,
                                    std::string_view entity_of_path) {
  const Json document = Json::parse(body, nullptr, false);
  if (!document.is_object()) return parse_error("The body is not a JSON object.");
  AclEntry entry{text_member(document, "entity"), text_member(document, "role")};
  if (!entity_of_path.empty()) entry.entity = entity_of_path;
  if (entry.entity.empty() || entry.role.empty()) return required("Required");
  if (!is_entity(entry.entity)) return invalid("Unknown entity: " + entry.entity);
  if (!is_role(entry.role, kind)) return invalid("Invalid role: " + entry.role);
  return entry;
}

std::string render_acl_entry(const AclEntry& entry, const AclPlace& place,
                             std::string_view base_url) {
  JsonWriter json(false);
  json.begin_object();
  write_place(json, entry, place, base_url);
  write_entity(json, entry);
  json.member("etag", place.kind == AclKind::kObject ? etag(place.generation, place.metageneration)
                                                     : bucket_etag(place.metageneration));
  return json.end_object().take();
}

std::string render_acl_items(const AclList& list, const AclPlace& place,
                             std::string_view base_url) {
  JsonWriter json(false);
  json.begin_array();
  for (const AclEntry& entry : list) json.raw(render_acl_entry(entry, place, base_url));
  return json.end_array().take();
}

void set_bucket_acl(Bucket& bucket, const AclList& list) {
  Json settings =
      bucket.extra_json.empty() ? Json::object() : Json::parse(bucket.extra_json, nullptr, false);
  if (!settings.is_object()) settings = Json::object();
  settings["acl"] = Json::parse(acl_json(list));
  bucket.extra_json = settings.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace resumulator::gcs
