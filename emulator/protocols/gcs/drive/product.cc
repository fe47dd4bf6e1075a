#include "protocols/gcs/drive/product.h"

#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>

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

/// A member whose type is known: those clients set.
struct Known {
  std::string_view inside;  ///< the object it lies in; empty: the resource
  std::string_view name;
  Json::value_t type;
};
constexpr auto kString = Json::value_t::string;
constexpr auto kArray = Json::value_t::array;
constexpr auto kObject = Json::value_t::object;
constexpr auto kBool = Json::value_t::boolean;
constexpr std::array kDriveMembers = {
    Known{"", "id", kString},          Known{"", "name", kString},
    Known{"", "mimeType", kString},    Known{"", "description", kString},
    Known{"", "createdTime", kString}, Known{"", "modifiedTime", kString},
    Known{"", "parents", kArray},      Known{"", "properties", kObject},
    Known{"", "starred", kBool},       Known{"", "appProperties", kObject}};
constexpr std::array kYoutubeMembers = {Known{"", "snippet", kObject},
                                        Known{"", "status", kObject},
                                        Known{"snippet", "title", kString},
                                        Known{"snippet", "description", kString},
                                        Known{"snippet", "tags", kArray},
                                        Known{"snippet", "categoryId", kString},
                                        Known{"status", "privacyStatus", kString}};

// Rule drive.upload.refused. Nulls take a member away, whatever its type.
std::optional<ApiError> wrong_type(std::span<const Known> members, const Json& given) {
  for (const Known& known : members) {
    const Json* outer = &given;
    if (!known.inside.empty()) {
      const auto found = given.find(known.inside);
      if (found == given.end() || !found->is_object()) continue;
      outer = &*found;
    }
    const auto value = outer->find(known.name);
    if (value == outer->end() || value->is_null() || value->type() == known.type) continue;
    const std::string place =
        (known.inside.empty() ? "" : std::string(known.inside) + ".") + std::string(known.name);
    return invalid("Invalid value for: '" + place + "' must be of type " +
                   Json(known.type).type_name() + ".");
  }
  return std::nullopt;
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

ApiResult<std::string> merge_resource(Product product, std::string_view before,
                                      std::string_view given, const Limits& limits) {
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
  const bool drive = product == Product::kDrive;
  auto wrong = drive ? wrong_type(kDriveMembers, wanted) : wrong_type(kYoutubeMembers, wanted);
  if (wrong) return *std::move(wrong);
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
