#include "protocols/gcs/drive/product.h"

#include <nlohmann/json.hpp>

#include "core/wire/json_check.h"
#include "core/wire/times.h"
#include "protocols/gcs/common/etag.h"
#include "protocols/gcs/common/fields.h"
#include "protocols/gcs/common/media.h"

namespace resumulator::gcs::drive {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kDriveIdRest = 32;
constexpr std::size_t kYoutubeIdSize = 11;
constexpr const char* kDriveDefault = "kind,id,name,mimeType";

std::string text_of(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json given_of(const ObjectVersion& object) {
  const auto found = object.metadata.custom.find(kResourceKey);
  Json given = found == object.metadata.custom.end() ? Json::object()
                                                     : Json::parse(found->second, nullptr, false);
  return given.is_object() ? given : Json::object();
}

// Rule drive.file.resource.
Json drive_file(const ObjectVersion& object) {
  const Json given = given_of(object);
  Json json = {{"kind", "drive#file"},
               {"id", object.name},
               {"name", given.value("name", Json("Untitled"))},
               {"mimeType", content_type_of(object)}};
  for (const auto& [name, value] : given.items()) {
    if (!json.contains(name)) json[name] = value;
  }
  json["createdTime"] = format_rfc3339(object.created);
  json["modifiedTime"] = format_rfc3339(object.updated);
  json["version"] = std::to_string(object.metageneration);
  json["size"] = std::to_string(object.size);
  if (const auto& md5 = object.digests().md5) json["md5Checksum"] = md5_hex(*md5);
  return json;
}

// Rule youtube.video.resource.
Json youtube_video(const ObjectVersion& object) {
  Json json = {{"kind", "youtube#video"},
               {"etag", etag(object.generation, object.metageneration)},
               {"id", object.name}};
  const Json given = given_of(object);
  for (const auto& [name, value] : given.items()) {
    if (!json.contains(name)) json[name] = value;
  }
  if (json.contains("snippet") && json["snippet"].is_object()) {
    json["snippet"]["publishedAt"] = format_rfc3339(object.created);
  }
  if (!json.contains("status") || !json["status"].is_object()) json["status"] = Json::object();
  json["status"]["uploadStatus"] = "uploaded";
  return json;
}

Json resource_of(Product product, const ObjectVersion& object) {
  return product == Product::kDrive ? drive_file(object) : youtube_video(object);
}

}  // namespace

const char* protocol_name(Product product) {
  return product == Product::kDrive ? "drive" : "youtube";
}
std::string_view upload_root(Product product) {
  return product == Product::kDrive ? "/upload/drive/v3/files" : "/upload/youtube/v3/videos";
}
std::string_view resource_root(Product product) {
  return product == Product::kDrive ? "/drive/v3/files" : "/youtube/v3/videos";
}
std::string_view bucket_name(Product product) {
  return product == Product::kDrive ? "drive-files" : "youtube-videos";
}
std::string new_id(Product product, World& world) {
  return product == Product::kDrive ? "1" + world.ids().token("drive.file", kDriveIdRest)
                                    : world.ids().token("youtube.video", kYoutubeIdSize);
}

ApiResult<std::string> merge_resource(std::string_view before, std::string_view given,
                                      const Limits& limits) {
  const bool empty = given.find_first_not_of(" \t\r\n") == std::string_view::npos;
  if (!empty) {
    if (const auto checked = check_json(given, limits.json_depth_max); !checked) {
      return parse_error(checked.error().text);
    }
  }
  Json merged = before.empty() ? Json::object() : Json::parse(before, nullptr, false);
  if (!merged.is_object()) merged = Json::object();
  if (empty) return merged.dump(-1, ' ', false, Json::error_handler_t::replace);
  const Json wanted = Json::parse(given, nullptr, false);
  for (const auto& [name, value] : wanted.items()) {
    if (value.is_null()) {
      merged.erase(name);
    } else {
      merged[name] = value;
    }
  }
  return merged.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string named_type(std::string_view resource) {
  const Json json = Json::parse(resource, nullptr, false);
  const auto type = json.is_object() ? json.find("mimeType") : json.end();
  return type != json.end() && type->is_string() ? type->get<std::string>() : std::string();
}

std::string resource_json(Product product, const ObjectVersion& object, const Query& query) {
  std::string_view fields = query.get("fields");
  if (fields.empty() && product == Product::kDrive) fields = kDriveDefault;
  return select_fields(text_of(resource_of(product, object)), fields, true);
}

std::string list_json(Product product, const std::vector<ObjectPtr>& objects, const Query& query) {
  const bool drive = product == Product::kDrive;
  Json list = Json::array();
  for (const ObjectPtr& object : objects) list.push_back(resource_of(product, *object));
  const Json json = {{"kind", drive ? "drive#fileList" : "youtube#videoListResponse"},
                     {drive ? "files" : "items", std::move(list)}};
  std::string_view fields = query.get("fields");
  if (fields.empty() && drive) fields = "kind,files(kind,id,name,mimeType)";
  return select_fields(text_of(json), fields, true);
}

}  // namespace resumulator::gcs::drive
