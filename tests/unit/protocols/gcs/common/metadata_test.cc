// JSON bodies as changes of metadata: insert, merge, replace.
#include "protocols/gcs/common/metadata.h"

#include <gtest/gtest.h>

namespace resumulator::gcs {
namespace {

MetadataChange parsed(std::string_view json) {
  auto change = parse_metadata(json, Limits());
  EXPECT_TRUE(change) << json;
  return change ? *change : MetadataChange();
}

std::string refused(std::string_view json) {
  const auto change = parse_metadata(json, Limits());
  return change ? "(accepted)"
                : std::to_string(change.error().status) + " " + change.error().reason + " " +
                      change.error().message;
}

TEST(GcsMetadata, NothingIsNoChange) {
  for (const char* json : {"", " \r\n\t", "{}"}) {
    EXPECT_EQ(apply_insert(parsed(json)), ObjectMetadata()) << json;
  }
}

// Rule gcs.metadata.merge.
TEST(GcsMetadata, PatchMergesAndNullRemoves) {
  ObjectMetadata metadata = apply_insert(parsed(
      R"({"contentType":"a/b","cacheControl":"x","metadata":{"k":"1","l":"2"},
          "storageClass":"NEARLINE","temporaryHold":true,"acl":[{"entity":"allUsers"}]})"));
  apply_patch(parsed(R"({"cacheControl":null,"metadata":{"k":null,"m":"3"},"storageClass":null,
                         "temporaryHold":false,"contexts":{"c":1}})"),
              metadata);
  EXPECT_EQ(metadata.content_type, "a/b");
  EXPECT_EQ(metadata.cache_control, "");
  EXPECT_EQ(metadata.custom, (std::map<std::string, std::string>{{"l", "2"}, {"m", "3"}}));
  EXPECT_EQ(metadata.storage_class, "STANDARD");
  EXPECT_FALSE(metadata.temporary_hold);
  EXPECT_TRUE(metadata.temporary_hold_set);
  EXPECT_EQ(extra_member(metadata, "acl"), R"([{"entity":"allUsers"}])");
  EXPECT_EQ(extra_member(metadata, "contexts"), R"({"c":1})");
  apply_patch(parsed(R"({"metadata":null,"acl":null,"contexts":null})"), metadata);
  EXPECT_TRUE(metadata.custom.empty());
  EXPECT_EQ(metadata.extra_json, "");
}

// Rule gcs.metadata.merge: what is not sent is gone; what belongs to the bytes stays.
TEST(GcsMetadata, UpdateReplaces) {
  ObjectMetadata metadata = apply_insert(
      parsed(R"({"contentType":"a/b","cacheControl":"x","metadata":{"k":"1"},"kmsKeyName":"n"})"));
  metadata.encryption_key_sha256 = "hash";
  apply_update(parsed(R"({"contentType":"c/d","metadata":{"m":"3"}})"), metadata);
  EXPECT_EQ(metadata.content_type, "c/d");
  EXPECT_EQ(metadata.cache_control, "");
  EXPECT_EQ(metadata.custom, (std::map<std::string, std::string>{{"m", "3"}}));
  EXPECT_EQ(metadata.kms_key_name, "n");
  EXPECT_EQ(metadata.encryption_key_sha256, "hash");
}

TEST(GcsMetadata, RetentionIsModeAndTime) {
  const auto change =
      parsed(R"({"retention":{"mode":"Locked","retainUntilTime":"2031-01-01T00:00:00+01:00"}})");
  const auto metadata = apply_insert(change);
  EXPECT_TRUE(metadata.retention_locked);
  EXPECT_EQ(metadata.retain_until, TimePoint(std::chrono::seconds(1924988400)));
  auto cleared = metadata;
  apply_patch(parsed(R"({"retention":null})"), cleared);
  EXPECT_FALSE(cleared.retain_until);
}

// Rule gcs.metadata.types.
TEST(GcsMetadata, WrongTypesAreRefused) {
  for (const char* json : {R"({"contentType":1})", R"({"name":[]})", R"({"metadata":{"k":{}}})",
                           R"({"eventBasedHold":"true"})", R"({"retention":[]})",
                           R"({"md5Hash":7})", R"({"contexts":[]})", R"({"customTime":"x"})"}) {
    EXPECT_EQ(refused(json).substr(0, 11), "400 invalid") << json;
  }
  EXPECT_EQ(refused(R"({"size":7,"generation":{},"unknown":[]})"), "(accepted)");
}

// Rule gcs.metadata.digests.
TEST(GcsMetadata, DigestsAreDecoded) {
  const auto change = parsed(R"({"md5Hash":"JfnnlDI7RTiF9RgfG2JNCw==","crc32c":"4waSgw=="})");
  EXPECT_EQ(change.digests.crc32c, 0xE3069283U);
  ASSERT_TRUE(change.digests.md5);
  EXPECT_EQ(md5_base64(*change.digests.md5), "JfnnlDI7RTiF9RgfG2JNCw==");
  EXPECT_EQ(refused(R"({"crc32c":"4waSgw"})"), "400 invalid Invalid argument.");
}

// Rules gcs.metadata.depth, gcs.metadata.size.
TEST(GcsMetadata, IsBoundedAtItsLimits) {
  Limits limits;
  limits.json_depth_max = 3;
  limits.metadata_bytes_max = 40;
  EXPECT_TRUE(parse_metadata(R"({"x":[[1]]})", limits));
  EXPECT_EQ(parse_metadata(R"({"x":[[[1]]]})", limits).error().status, 400);
  EXPECT_TRUE(parse_metadata("{}" + std::string(38, ' '), limits));
  EXPECT_EQ(parse_metadata("{}" + std::string(39, ' '), limits).error().status, 413);
}

// Rule gcs.metadata.parse-error.
TEST(GcsMetadata, WhatIsNoJsonIsToldInThreeLines) {
  EXPECT_EQ(refused("{invalid-json"),
            "400 invalid Parse Error: Unexpected end of string. Expected : between key:value "
            "pair.\ninvalid-json\n            ^");
  EXPECT_EQ(refused("[]").substr(0, 24), "400 invalid Parse Error:");
  EXPECT_TRUE(parse_metadata("{", Limits()).error().as_html);
}

}  // namespace
}  // namespace resumulator::gcs
