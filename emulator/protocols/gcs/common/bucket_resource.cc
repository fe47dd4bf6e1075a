#include "protocols/gcs/common/bucket_resource.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "core/base/random.h"
#include "core/wire/times.h"
#include "core/wire/url.h"
#include "protocols/gcs/common/acl.h"
#include "protocols/gcs/common/etag.h"

namespace resumulator::gcs {
namespace {

using Json = nlohmann::ordered_json;

// What a client may set, in the order it is shown.
constexpr std::array<const char*, 16> kShown = {"defaultEventBasedHold",
                                                "retentionPolicy",
                                                "objectRetention",
                                                "versioning",
                                                "softDeletePolicy",
                                                "website",
                                                "logging",
                                                "cors",
                                                "lifecycle",
                                                "labels",
                                                "encryption",
                                                "billing",
                                                "autoclass",
                                                "ipFilter",
                                                "hierarchicalNamespace",
                                                "customPlacementConfig"};

Json identity(const Bucket& bucket, const BucketView& view) {
  Json out;
  out["kind"] = "storage#bucket";
  out["id"] = bucket.name;
  out["selfLink"] =
      std::string(view.base_url) + "/storage/v1/b/" + percent_encode_segment(bucket.name);
  out["projectNumber"] = project_number(bucket.project);
  out["name"] = bucket.name;
  if (bucket.generation != 0) out["generation"] = std::to_string(bucket.generation);
  out["metageneration"] = std::to_string(bucket.metageneration);
  out["location"] = bucket.location;
  out["storageClass"] = bucket.storage_class;
  out["etag"] = bucket_etag(bucket.metageneration);
  out["timeCreated"] = format_rfc3339(bucket.created);
  out["updated"] = format_rfc3339(bucket.updated);
  return out;
}

// Uniform access goes by two names; the older one follows the newer.
Json iam_configuration(const Json& settings) {
  Json out = {{"bucketPolicyOnly", {{"enabled", false}}},
              {"uniformBucketLevelAccess", {{"enabled", false}}},
              {"publicAccessPrevention", "inherited"}};
  if (const auto set = settings.find("iamConfiguration"); set != settings.end()) {
    out.merge_patch(*set);
    const bool by_old_name =
        set->contains("bucketPolicyOnly") && !set->contains("uniformBucketLevelAccess");
    if (by_old_name) {
      out["uniformBucketLevelAccess"] = out["bucketPolicyOnly"];
    } else {
      out["bucketPolicyOnly"] = out["uniformBucketLevelAccess"];
    }
  }
  return out;
}

Json parse_settings(const Bucket& bucket) {
  Json settings = Json::parse(bucket.extra_json, nullptr, false);
  return settings.is_object() ? settings : Json::object();
}

}  // namespace

std::string render_bucket(const Bucket& bucket, const BucketView& view) {
  const Json settings = parse_settings(bucket);
  Json out = identity(bucket, view);
  if (view.full) {
    const AclPlace place{AclKind::kBucket, bucket.name, {}, 0, bucket.metageneration};
    const AclPlace defaults{AclKind::kDefaultObject, bucket.name, {}, 0, bucket.metageneration};
    out["acl"] = Json::parse(render_acl_items(bucket_acl(bucket), place, view.base_url));
    out["defaultObjectAcl"] =
        Json::parse(render_acl_items(default_object_acl(bucket), defaults, view.base_url));
    out["owner"] = {{"entity", "project-owners-" + project_number(bucket.project)}};
  }
  for (const char* name : kShown) {
    if (const auto member = settings.find(name); member != settings.end()) out[name] = *member;
  }
  out["iamConfiguration"] = iam_configuration(settings);
  out["locationType"] = location_type(bucket.location);
  const auto rpo = settings.find("rpo");
  if (rpo != settings.end()) {
    out["rpo"] = *rpo;
  } else if (location_type(bucket.location) != "region") {
    out["rpo"] = "DEFAULT";
  }
  return view.pretty ? out.dump(1, ' ', false, Json::error_handler_t::replace) + "\n"
                     : out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string_view location_type(std::string_view location) {
  constexpr std::array<std::string_view, 3> kMulti = {"US", "EU", "ASIA"};
  constexpr std::array<std::string_view, 6> kDual = {"NAM4", "EUR4", "EUR5",
                                                     "EUR7", "EUR8", "ASIA1"};
  const auto is_in = [location](const auto& list) {
    return std::find(list.begin(), list.end(), location) != list.end();
  };
  if (is_in(kMulti)) return "multi-region";
  return is_in(kDual) ? "dual-region" : "region";
}

std::string project_number(std::string_view project) {
  const bool number = !project.empty() && std::all_of(project.begin(), project.end(),
                                                      [](char c) { return c >= '0' && c <= '9'; });
  if (number) return std::string(project);
  constexpr std::uint64_t kTwelveDigits = 900'000'000'000;
  return std::to_string(100'000'000'000 + draw(0, project, 0) % kTwelveDigits);
}

}  // namespace resumulator::gcs
