#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

#include "core/wire/times.h"
#include "protocols/gcs/common/bucket_resource.h"

namespace resumulator::gcs {
namespace {

using Json = nlohmann::ordered_json;
using Problem = std::optional<ApiError>;

constexpr std::int64_t kRetentionMax = 3'155'760'000;  // a hundred years of seconds
constexpr std::int64_t kSoftDeleteMin = 7 * 86'400;
constexpr std::int64_t kSoftDeleteMax = 90 * 86'400;
constexpr std::size_t kLabelsMax = 64;

struct Member {
  const char* name;
  Json::value_t type;
};
// What is kept of a body, and what it must be. Everything else is dropped.
constexpr std::array<Member, 20> kSettable = {{
    {"acl", Json::value_t::array},
    {"defaultObjectAcl", Json::value_t::array},
    {"defaultEventBasedHold", Json::value_t::boolean},
    {"retentionPolicy", Json::value_t::object},
    {"objectRetention", Json::value_t::object},
    {"versioning", Json::value_t::object},
    {"softDeletePolicy", Json::value_t::object},
    {"website", Json::value_t::object},
    {"logging", Json::value_t::object},
    {"cors", Json::value_t::array},
    {"lifecycle", Json::value_t::object},
    {"labels", Json::value_t::object},
    {"encryption", Json::value_t::object},
    {"billing", Json::value_t::object},
    {"autoclass", Json::value_t::object},
    {"ipFilter", Json::value_t::object},
    {"hierarchicalNamespace", Json::value_t::object},
    {"customPlacementConfig", Json::value_t::object},
    {"iamConfiguration", Json::value_t::object},
    {"rpo", Json::value_t::string},
}};

ApiError bad_value(std::string_view member) {
  return invalid("Invalid value for field '" + std::string(member) + "'.");
}

Problem keep_settable(const Json& body, Json& kept) {
  kept = Json::object();
  for (const Member& member : kSettable) {
    const auto given = body.find(member.name);
    if (given == body.end()) continue;
    if (!given->is_null() && given->type() != member.type) return bad_value(member.name);
    kept[member.name] = *given;
  }
  return std::nullopt;
}

std::optional<std::int64_t> seconds(const Json& value) {
  if (value.is_number_integer()) return value.get<std::int64_t>();
  if (!value.is_string()) return std::nullopt;
  const auto& text = value.get_ref<const std::string&>();
  std::int64_t out = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return out;
}

// Rule gcs.bucket.retention: the policy shows since when it holds; a locked one only grows.
Problem settle_retention(Bucket& bucket, Json& settings, TimePoint now) {
  const auto policy = settings.find("retentionPolicy");
  if (policy == settings.end()) {
    if (bucket.retention_locked) {
      return denied("forbidden",
                    "Cannot remove a locked Retention Policy of bucket '" + bucket.name + "'.");
    }
    bucket.retention_period.reset();
    bucket.retention_effective.reset();
    return std::nullopt;
  }
  const auto period = policy->find("retentionPeriod");
  const auto wanted = period == policy->end() ? std::nullopt : seconds(*period);
  if (!wanted || *wanted < 1 || *wanted > kRetentionMax) {
    return bad_value("retentionPolicy.retentionPeriod");
  }
  const Duration length = std::chrono::seconds(*wanted);
  if (bucket.retention_locked && length < *bucket.retention_period) {
    return denied("forbidden",
                  "Cannot reduce retention duration of a locked Retention Policy for "
                  "bucket '" +
                      bucket.name + "'.");
  }
  if (bucket.retention_period != length || !bucket.retention_effective) {
    bucket.retention_effective = now;
  }
  bucket.retention_period = length;
  *policy = {{"retentionPeriod", std::to_string(*wanted)},
             {"effectiveTime", format_rfc3339(*bucket.retention_effective)}};
  if (bucket.retention_locked) (*policy)["isLocked"] = true;
  return std::nullopt;
}

// Rule gcs.bucket.soft-delete: none, or seven to ninety days.
Problem settle_soft_delete(Bucket& bucket, Json& settings, TimePoint now) {
  const auto policy = settings.find("softDeletePolicy");
  if (policy == settings.end()) {
    bucket.soft_delete_for = Duration(0);
    return std::nullopt;
  }
  const auto period = policy->find("retentionDurationSeconds");
  const auto wanted = period == policy->end() ? std::nullopt : seconds(*period);
  if (!wanted || (*wanted != 0 && (*wanted < kSoftDeleteMin || *wanted > kSoftDeleteMax))) {
    return bad_value("softDeletePolicy.retentionDurationSeconds");
  }
  const Duration length = std::chrono::seconds(*wanted);
  const auto effective = policy->find("effectiveTime");
  const bool same = length == bucket.soft_delete_for && effective != policy->end();
  const std::string since =
      same && effective->is_string() ? effective->get<std::string>() : format_rfc3339(now);
  bucket.soft_delete_for = length;
  *policy = {{"retentionDurationSeconds", std::to_string(*wanted)}, {"effectiveTime", since}};
  return std::nullopt;
}

Problem settle_versioning(Bucket& bucket, const Json& settings) {
  bucket.versioning = false;
  const auto versioning = settings.find("versioning");
  if (versioning == settings.end()) return std::nullopt;
  const auto enabled = versioning->find("enabled");
  if (enabled == versioning->end()) return std::nullopt;
  if (!enabled->is_boolean()) return bad_value("versioning.enabled");
  bucket.versioning = enabled->get<bool>();
  return std::nullopt;
}

Problem check_labels(const Json& settings) {
  const auto labels = settings.find("labels");
  if (labels == settings.end()) return std::nullopt;
  if (labels->size() > kLabelsMax) return invalid("A bucket can have at most 64 labels.");
  for (const auto& label : *labels) {
    if (!label.is_string()) return bad_value("labels");
  }
  return std::nullopt;
}

Problem check_entries(const Json& settings, const char* list) {
  const auto entries = settings.find(list);
  if (entries == settings.end()) return std::nullopt;
  for (const auto& entry : *entries) {
    if (!entry.is_object()) return bad_value(list);
  }
  return std::nullopt;
}

Problem settle(Bucket& bucket, Json& settings, TimePoint now) {
  for (const char* list : {"cors", "acl", "defaultObjectAcl"}) {
    if (auto problem = check_entries(settings, list)) return problem;
  }
  if (auto problem = check_labels(settings)) return problem;
  if (auto problem = settle_versioning(bucket, settings)) return problem;
  if (auto problem = settle_retention(bucket, settings, now)) return problem;
  if (auto problem = settle_soft_delete(bucket, settings, now)) return problem;
  bucket.default_event_based_hold = settings.value("defaultEventBasedHold", false);
  return std::nullopt;
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return text;
}

Problem take_text(const Json& body, const char* name, std::string& into) {
  const auto given = body.find(name);
  if (given == body.end() || given->is_null()) return std::nullopt;
  if (!given->is_string()) return bad_value(name);
  if (!given->get_ref<const std::string&>().empty()) into = given->get<std::string>();
  return std::nullopt;
}

// A list that is removed or emptied is not shown; so is an empty set of labels.
void drop_empty(Json& settings) {
  for (const char* name : {"cors", "labels", "lifecycle"}) {
    const auto member = settings.find(name);
    if (member != settings.end() && member->empty()) settings.erase(member);
  }
}

}  // namespace

std::optional<ApiError> apply_bucket_body(Bucket& bucket, std::string_view text,
                                          BucketChange change, TimePoint now) {
  const Json body = Json::parse(text, nullptr, false);
  if (!body.is_object()) return parse_error("The body is not a JSON object.");
  std::string name = bucket.name;
  if (auto problem = take_text(body, "name", name)) return problem;
  if (change == BucketChange::kInsert) {
    bucket.name = name;
    if (auto problem = take_text(body, "location", bucket.location)) return problem;
    bucket.location = upper(bucket.location);
  } else if (name != bucket.name) {
    return invalid("Value '" + name + "' in content does not agree with value '" + bucket.name +
                   "'.");
  }
  if (auto problem = take_text(body, "storageClass", bucket.storage_class)) return problem;
  Json kept;
  if (auto problem = keep_settable(body, kept)) return problem;
  Json settings = change == BucketChange::kMerge ? Json::parse(bucket.extra_json, nullptr, false)
                                                 : Json::object();
  if (!settings.is_object()) settings = Json::object();
  settings.merge_patch(kept);
  if (auto problem = settle(bucket, settings, now)) return problem;
  drop_empty(settings);
  bucket.extra_json = settings.dump(-1, ' ', false, Json::error_handler_t::replace);
  return std::nullopt;
}

}  // namespace resumulator::gcs
