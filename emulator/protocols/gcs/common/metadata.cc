#include "protocols/gcs/common/metadata.h"

#include <array>
#include <nlohmann/json.hpp>

#include "core/wire/json_check.h"
#include "core/wire/times.h"
#include "protocols/gcs/common/declared_digests.h"
#include "protocols/gcs/common/json_problem.h"

namespace resumulator::gcs {
namespace {

using Json = nlohmann::ordered_json;

ApiError wrong_type(std::string_view member, std::string_view wanted) {
  return invalid("Invalid value for: '" + std::string(member) + "' is not a valid " +
                 std::string(wanted));
}

// Each reader takes one member; an error text goes back through `problem`.
using Problem = std::optional<ApiError>;

Problem read_string(const Json& value, std::string_view name, Setting<std::string>& into) {
  if (value.is_null()) {
    into.emplace(std::nullopt);
  } else if (value.is_string()) {
    into.emplace(value.get<std::string>());
  } else {
    return wrong_type(name, "string");
  }
  return std::nullopt;
}

Problem read_bool(const Json& value, std::string_view name, Setting<bool>& into) {
  if (value.is_null()) {
    into.emplace(std::nullopt);
  } else if (value.is_boolean()) {
    into.emplace(value.get<bool>());
  } else {
    return wrong_type(name, "boolean");
  }
  return std::nullopt;
}

Problem read_name(const Json& value, std::string_view name, std::optional<std::string>& into) {
  Setting<std::string> text;
  if (auto problem = read_string(value, name, text)) return problem;
  if (*text) into = **text;
  return std::nullopt;
}

Problem read_custom(const Json& value, MetadataChange& change) {
  change.custom_given = true;
  change.custom_null = value.is_null();
  if (change.custom_null) return std::nullopt;
  if (!value.is_object()) return wrong_type("metadata", "object of strings");
  for (const auto& [key, element] : value.items()) {
    if (element.is_null()) {
      change.custom[key] = std::nullopt;
    } else if (element.is_string()) {
      change.custom[key] = element.get<std::string>();
    } else {
      return wrong_type("metadata." + key, "string");
    }
  }
  return std::nullopt;
}

Problem read_retention(const Json& value, MetadataChange& change) {
  if (value.is_null() || (value.is_object() && value.empty())) {
    change.retention.emplace(std::nullopt);
    return std::nullopt;
  }
  if (!value.is_object()) return wrong_type("retention", "object");
  const auto mode = value.find("mode");
  const auto until = value.find("retainUntilTime");
  if (mode == value.end() || (*mode != "Locked" && *mode != "Unlocked")) {
    return wrong_type("retention.mode", "mode (Locked or Unlocked)");
  }
  if (until == value.end() || !until->is_string()) {
    return wrong_type("retention.retainUntilTime", "time");
  }
  const auto time = parse_rfc3339(until->get_ref<const std::string&>());
  if (!time) return wrong_type("retention.retainUntilTime", "time");
  change.retention.emplace(MetadataChange::Retention{*mode == "Locked", *time});
  return std::nullopt;
}

// Rule gcs.metadata.digests: malformed values are refused in production's two different texts.
Problem read_md5(const Json& value, MetadataChange& change) {
  Setting<std::string> text;
  if (auto problem = read_string(value, "md5Hash", text)) return problem;
  if (!*text || (*text)->empty()) return std::nullopt;
  const auto md5 = parse_declared_md5(**text);
  if (!md5) return md5.error();
  change.digests.md5 = *md5;
  return std::nullopt;
}

Problem read_crc32c(const Json& value, MetadataChange& change) {
  Setting<std::string> text;
  if (auto problem = read_string(value, "crc32c", text)) return problem;
  if (!*text || (*text)->empty()) return std::nullopt;
  const auto crc32c = parse_declared_crc32c(**text);
  if (!crc32c) return crc32c.error();
  change.digests.crc32c = *crc32c;
  return std::nullopt;
}

Problem read_custom_time(const Json& value, MetadataChange& change) {
  if (auto problem = read_string(value, "customTime", change.custom_time)) return problem;
  if (!*change.custom_time || (*change.custom_time)->empty()) return std::nullopt;
  const auto time = parse_rfc3339(**change.custom_time);
  if (!time) return wrong_type("customTime", "time");
  change.custom_time.emplace(format_rfc3339(*time));
  return std::nullopt;
}

Problem read_extra(const Json& value, std::string_view name, MetadataChange& change) {
  const bool fits = value.is_null() || (name == "acl" ? value.is_array() : value.is_object());
  if (!fits) return wrong_type(name, name == "acl" ? "array" : "object");
  std::optional<std::string> text;
  if (!value.is_null()) text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  change.extra.emplace_back(name, std::move(text));
  return std::nullopt;
}

struct StringMember {
  const char* name;
  Setting<std::string> MetadataChange::*setting;
};
constexpr std::array<StringMember, 7> kStrings = {
    {{"contentType", &MetadataChange::content_type},
     {"contentEncoding", &MetadataChange::content_encoding},
     {"contentDisposition", &MetadataChange::content_disposition},
     {"contentLanguage", &MetadataChange::content_language},
     {"cacheControl", &MetadataChange::cache_control},
     {"storageClass", &MetadataChange::storage_class},
     {"kmsKeyName", &MetadataChange::kms_key_name}}};

Problem read_member(std::string_view name, const Json& value, MetadataChange& change) {
  for (const StringMember& member : kStrings) {
    if (name == member.name) return read_string(value, name, change.*member.setting);
  }
  if (name == "name") return read_name(value, name, change.name);
  if (name == "bucket") return read_name(value, name, change.bucket);
  if (name == "metadata") return read_custom(value, change);
  if (name == "md5Hash") return read_md5(value, change);
  if (name == "crc32c") return read_crc32c(value, change);
  if (name == "customTime") return read_custom_time(value, change);
  if (name == "temporaryHold") return read_bool(value, name, change.temporary_hold);
  if (name == "eventBasedHold") return read_bool(value, name, change.event_based_hold);
  if (name == "retention") return read_retention(value, change);
  if (name == "acl" || name == "contexts") return read_extra(value, name, change);
  return std::nullopt;  // set by the service, or unknown: ignored
}

void merge(const Setting<std::string>& setting, std::string& into, std::string_view fallback = "") {
  if (setting) into = setting->value_or(std::string(fallback));
}

void merge(const Setting<bool>& setting, bool& into, bool& given) {
  if (!setting) return;
  into = setting->value_or(false);
  given = setting->has_value();
}

void merge_extra(const MetadataChange& change, ObjectMetadata& metadata) {
  if (change.extra.empty()) return;
  Json document = Json::parse(metadata.extra_json, nullptr, false);
  if (!document.is_object()) document = Json::object();
  for (const auto& [name, text] : change.extra) {
    document.erase(name);
    if (text) document[name] = Json::parse(*text, nullptr, false);
  }
  metadata.extra_json =
      document.empty() ? "" : document.dump(-1, ' ', false, Json::error_handler_t::replace);
}

void merge_custom(const MetadataChange& change, ObjectMetadata& metadata) {
  if (change.custom_null) metadata.custom.clear();
  for (const auto& [key, value] : change.custom) {
    if (value) {
      metadata.custom[key] = *value;
    } else {
      metadata.custom.erase(key);
    }
  }
}

}  // namespace

ApiResult<MetadataChange> parse_metadata(std::string_view json, const Limits& limits) {
  MetadataChange change;
  if (json.size() > limits.metadata_bytes_max) {
    ApiError error = too_large("The metadata of the request is too large.");
    error.reason = "requestTooLarge";
    return error;
  }
  if (json.find_first_not_of(" \t\r\n") == std::string_view::npos) return change;
  if (const auto checked = check_json(json, limits.json_depth_max); !checked) {
    return parse_error(describe_json_problem(json, checked.error()));
  }
  const Json document = Json::parse(json, nullptr, false);
  if (!document.is_object()) return parse_error("Expected a JSON object.");
  for (const auto& [name, value] : document.items()) {
    if (auto problem = read_member(name, value, change)) return *problem;
  }
  return change;
}

ObjectMetadata apply_insert(const MetadataChange& change) {
  ObjectMetadata metadata;
  apply_patch(change, metadata);
  return metadata;
}

void apply_patch(const MetadataChange& change, ObjectMetadata& metadata) {
  merge(change.content_type, metadata.content_type);
  merge(change.content_encoding, metadata.content_encoding);
  merge(change.content_disposition, metadata.content_disposition);
  merge(change.content_language, metadata.content_language);
  merge(change.cache_control, metadata.cache_control);
  merge(change.storage_class, metadata.storage_class, "STANDARD");
  merge(change.custom_time, metadata.custom_time);
  merge(change.kms_key_name, metadata.kms_key_name);
  merge(change.temporary_hold, metadata.temporary_hold, metadata.temporary_hold_set);
  merge(change.event_based_hold, metadata.event_based_hold, metadata.event_based_hold_set);
  if (change.retention) {
    const auto& retention = *change.retention;
    metadata.retain_until = retention ? std::optional(retention->until) : std::nullopt;
    metadata.retention_locked = retention && retention->locked;
  }
  merge_custom(change, metadata);
  merge_extra(change, metadata);
}

void apply_update(const MetadataChange& change, ObjectMetadata& metadata) {
  // What identifies the bytes or guards them is no writable metadata: it stays.
  ObjectMetadata fresh;
  fresh.storage_class = metadata.storage_class;
  fresh.kms_key_name = metadata.kms_key_name;
  fresh.encryption_key_sha256 = metadata.encryption_key_sha256;
  fresh.retain_until = metadata.retain_until;
  fresh.retention_locked = metadata.retention_locked;
  fresh.extra_json = metadata.extra_json;
  metadata = std::move(fresh);
  apply_patch(change, metadata);
}

std::string extra_member(const ObjectMetadata& metadata, std::string_view name) {
  const Json document = Json::parse(metadata.extra_json, nullptr, false);
  if (!document.is_object()) return {};
  const auto found = document.find(name);
  return found == document.end() ? std::string()
                                 : found->dump(-1, ' ', false, Json::error_handler_t::replace);
}

void set_extra_member(ObjectMetadata& metadata, std::string_view name, std::string_view json) {
  Json extra =
      metadata.extra_json.empty() ? Json() : Json::parse(metadata.extra_json, nullptr, false);
  if (!extra.is_object()) extra = Json::object();
  if (json.empty()) {
    extra.erase(std::string(name));
  } else {
    extra[std::string(name)] = Json::parse(json, nullptr, false);
  }
  metadata.extra_json =
      extra.empty() ? "" : extra.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace resumulator::gcs
