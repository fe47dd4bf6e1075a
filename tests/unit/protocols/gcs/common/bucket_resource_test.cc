// Goal: what may be set on a bucket is kept, the rest is refused or dropped. Method: bodies applied
// to buckets outside any store.
#include "protocols/gcs/common/bucket_resource.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/wire/times.h"

namespace resumulator::gcs {
namespace {

using Json = nlohmann::json;
constexpr TimePoint kNow{std::chrono::seconds(1'893'456'000)};

Bucket made(std::string_view body) {
  Bucket bucket;
  bucket.project = "p";
  EXPECT_FALSE(apply_bucket_body(bucket, body, BucketChange::kInsert, kNow)) << body;
  return bucket;
}

Json shown(const Bucket& bucket, bool full = false) {
  return Json::parse(render_bucket(bucket, {"http://h", full, false}));
}

std::string refusal(std::string_view body, Bucket bucket = {}) {
  const auto problem = apply_bucket_body(bucket, body, BucketChange::kMerge, kNow);
  return problem ? std::to_string(problem->status) + " " + problem->reason : "taken";
}

// gcs.bucket.settings
TEST(BucketResource, ShowsWhatWasSetAsItCame) {
  const Json cors = Json::parse(R"([{"origin":["*"],"method":["PUT"],"maxAgeSeconds":3600}])");
  const Json lifecycle = Json::parse(R"({"rule":[{"action":{"type":"Delete"}}]})");
  const Bucket bucket = made(Json{
      {"name", "b"},
      {"location", "europe-west3"},
      {"storageClass", "NEARLINE"},
      {"cors", cors},
      {"lifecycle", lifecycle},
      {"labels", {{"a", "b"}}},
      {"unheard", 1}}.dump());
  const Json out = shown(bucket);
  EXPECT_EQ(out["cors"], cors);
  EXPECT_EQ(out["lifecycle"], lifecycle);
  EXPECT_EQ(out["labels"]["a"], "b");
  EXPECT_EQ(out["location"], "EUROPE-WEST3");
  EXPECT_EQ(out["locationType"], "region");
  EXPECT_EQ(out["storageClass"], "NEARLINE");
  EXPECT_FALSE(out.contains("rpo"));
  EXPECT_FALSE(out.contains("unheard"));
  EXPECT_FALSE(out.contains("acl"));
}

// gcs.bucket.settings
TEST(BucketResource, KnowsTheKindsOfLocations) {
  EXPECT_EQ(location_type("US"), "multi-region");
  EXPECT_EQ(location_type("EUR4"), "dual-region");
  EXPECT_EQ(location_type("US-EAST1"), "region");
}

// gcs.bucket.merge
TEST(BucketResource, IsMergedMemberByMemberAndNullRemoves) {
  Bucket bucket = made(R"({"name":"b","labels":{"a":"1","b":"2"},"cors":[{}]})");
  const char* body = R"({"labels":{"a":null,"c":"3"},"cors":null,"versioning":{"enabled":true}})";
  ASSERT_FALSE(apply_bucket_body(bucket, body, BucketChange::kMerge, kNow));
  EXPECT_EQ(shown(bucket)["labels"], Json::parse(R"({"b":"2","c":"3"})"));
  EXPECT_FALSE(shown(bucket).contains("cors"));
  EXPECT_TRUE(bucket.versioning);
  ASSERT_FALSE(apply_bucket_body(bucket, "{}", BucketChange::kReplace, kNow));
  EXPECT_FALSE(shown(bucket).contains("labels"));
  EXPECT_FALSE(bucket.versioning);
}

// gcs.bucket.uniform-access
TEST(BucketResource, ShowsUniformAccessUnderBothNames) {
  const char* body = R"({"iamConfiguration":{"uniformBucketLevelAccess":{"enabled":true}}})";
  const Json out = shown(made(body))["iamConfiguration"];
  EXPECT_EQ(out["bucketPolicyOnly"]["enabled"], true);
  EXPECT_EQ(out["publicAccessPrevention"], "inherited");
}

// gcs.bucket.retention
TEST(BucketResource, TellsSinceWhenARetentionPolicyHolds) {
  Bucket bucket = made(R"({"retentionPolicy":{"retentionPeriod":"100"}})");
  EXPECT_EQ(bucket.retention_period, Duration(std::chrono::seconds(100)));
  EXPECT_EQ(shown(bucket)["retentionPolicy"]["effectiveTime"], format_rfc3339(kNow));
  const TimePoint later = kNow + std::chrono::hours(1);
  ASSERT_FALSE(apply_bucket_body(bucket, R"({"labels":{"a":"b"}})", BucketChange::kMerge, later));
  EXPECT_EQ(shown(bucket)["retentionPolicy"]["effectiveTime"], format_rfc3339(kNow));
  ASSERT_FALSE(
      apply_bucket_body(bucket, R"({"retentionPolicy":null})", BucketChange::kMerge, later));
  EXPECT_FALSE(bucket.retention_period);
}

// gcs.bucket.retention
TEST(BucketResource, LetsALockedRetentionPolicyOnlyGrow) {
  Bucket bucket = made(R"({"retentionPolicy":{"retentionPeriod":100}})");
  bucket.retention_locked = true;
  EXPECT_EQ(refusal(R"({"retentionPolicy":null})", bucket), "403 forbidden");
  EXPECT_EQ(refusal(R"({"retentionPolicy":{"retentionPeriod":99}})", bucket), "403 forbidden");
  EXPECT_EQ(refusal(R"({"retentionPolicy":{"retentionPeriod":101}})", bucket), "taken");
  EXPECT_EQ(refusal(R"({"labels":{"a":"b"}})", bucket), "taken");
}

// gcs.bucket.soft-delete
TEST(BucketResource, TakesSoftDeleteOfNoneOrSevenToNinetyDays) {
  const auto with = [](std::int64_t seconds) {
    return refusal(Json{{"softDeletePolicy", {{"retentionDurationSeconds", seconds}}}}.dump());
  };
  EXPECT_EQ(with(0), "taken");
  EXPECT_EQ(with(604'800), "taken");
  EXPECT_EQ(with(7'776'000), "taken");
  EXPECT_EQ(with(604'799), "400 invalid");
  EXPECT_EQ(with(7'776'001), "400 invalid");
  EXPECT_EQ(with(-1), "400 invalid");
}

// gcs.bucket.malformed
TEST(BucketResource, RefusesMembersOfAnotherType) {
  for (const char* body :
       {R"({"labels":[]})", R"({"labels":{"a":1}})", R"({"cors":{}})", R"({"cors":[1]})",
        R"({"versioning":{"enabled":"yes"}})", R"({"versioning":true})", R"({"location":1})",
        R"({"name":5})", R"({"retentionPolicy":{}})", R"({"acl":"x"})",
        R"({"retentionPolicy":{"retentionPeriod":"9223372036854775808"}})",
        R"({"retentionPolicy":{"retentionPeriod":"0"}})", R"({"name":"other"})"}) {
    EXPECT_EQ(refusal(body, made(R"({"name":"b"})")), std::string(body) == R"({"location":1})"
                                                          ? "taken"  // cannot change, is not read
                                                          : "400 invalid")
        << body;
  }
}

// gcs.bucket.project-number
TEST(BucketResource, GivesAProjectOneNumberForGood) {
  EXPECT_EQ(project_number("1234"), "1234");
  EXPECT_EQ(project_number("p"), project_number("p"));
  EXPECT_NE(project_number("p"), project_number("q"));
  EXPECT_EQ(project_number("p").size(), 12u);
}

}  // namespace
}  // namespace resumulator::gcs
