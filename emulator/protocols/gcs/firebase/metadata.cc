#include "protocols/gcs/firebase/metadata.h"

#include <nlohmann/json.hpp>
#include <span>

#include "core/base/strings.h"
#include "core/upload/seed_dir_types.h"
#include "core/wire/times.h"
#include "core/wire/url.h"
#include "protocols/gcs/common/etag.h"

namespace resumulator::gcs::firebase {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kDraw = 40;

void add_if(Json& json, const char* name, const std::string& text) {
  if (!text.empty()) json[name] = text;
}

std::string_view tokens_of(const ObjectMetadata& metadata) {
  const auto found = metadata.custom.find(kTokensKey);
  return found == metadata.custom.end() ? std::string_view() : std::string_view(found->second);
}

}  // namespace

// Rule firebase.metadata.members.
std::string metadata_json(const ObjectVersion& object) {
  const ObjectMetadata& metadata = object.metadata;
  const Digests& digests = object.digests();
  Json json = {{"name", object.name},
               {"bucket", object.bucket},
               {"generation", std::to_string(object.generation)},
               {"metageneration", std::to_string(object.metageneration)},
               {"contentType", metadata.content_type},
               {"timeCreated", format_rfc3339(object.created)},
               {"updated", format_rfc3339(object.updated)},
               {"storageClass", metadata.storage_class},
               {"size", std::to_string(object.size)}};
  if (digests.md5) json["md5Hash"] = md5_base64(*digests.md5);
  json["contentEncoding"] =
      metadata.content_encoding.empty() ? "identity" : metadata.content_encoding;
  add_if(json, "contentDisposition", metadata.content_disposition);
  add_if(json, "contentLanguage", metadata.content_language);
  add_if(json, "cacheControl", metadata.cache_control);
  json["crc32c"] = crc32c_base64(digests.crc32c);
  json["etag"] = etag(object.generation, object.metageneration);
  add_if(json, "downloadTokens", std::string(tokens_of(metadata)));
  Json custom = Json::object();
  for (const auto& [key, value] : metadata.custom) {
    if (key != kTokensKey) custom[key] = value;
  }
  if (!custom.empty()) json["metadata"] = std::move(custom);
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string make_token(World& world) {
  RunningDigest digest(true);
  const std::string drawn = world.ids().token("firebase.download", kDraw);
  digest.update(std::as_bytes(std::span(drawn)));
  std::string token = md5_hex(*digest.snapshot().md5);
  for (const std::size_t at : {std::size_t{8}, std::size_t{13}, std::size_t{18}, std::size_t{23}}) {
    token.insert(at, "-");
  }
  token[14] = '4';
  return token;
}

bool has_token(const ObjectMetadata& metadata, std::string_view token) {
  for (const std::string_view each : split(tokens_of(metadata), ',')) {
    if (!token.empty() && each == token) return true;
  }
  return false;
}

void add_token(ObjectMetadata& metadata, const std::string& token) {
  const std::string before(tokens_of(metadata));
  metadata.custom[kTokensKey] = before.empty() ? token : token + "," + before;
}

void remove_token(ObjectMetadata& metadata, std::string_view token) {
  std::string left;
  for (const std::string_view each : split(tokens_of(metadata), ',')) {
    if (each.empty() || each == token) continue;
    left.append(left.empty() ? "" : ",").append(each);
  }
  if (left.empty()) {
    metadata.custom.erase(kTokensKey);
  } else {
    metadata.custom[kTokensKey] = left;
  }
}

// Rules firebase.upload.token, firebase.upload.disposition, firebase.upload.type.
void complete_upload(World& world, std::string_view name, ObjectMetadata& metadata) {
  if (tokens_of(metadata).empty()) add_token(metadata, make_token(world));
  const std::string_view segment = name.substr(name.rfind('/') + 1);
  if (metadata.content_disposition.empty()) {
    metadata.content_disposition = "inline; filename*=utf-8''" + percent_encode_segment(segment);
  }
  const bool vague =
      metadata.content_type.empty() || metadata.content_type == "application/octet-stream";
  if (!vague) return;
  metadata.content_type = guess_content_type(name);
}

}  // namespace resumulator::gcs::firebase
