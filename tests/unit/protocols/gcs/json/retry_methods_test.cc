// Goal: requests have the names that Google's testbench gives them.
#include "protocols/gcs/json/retry_methods.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

namespace resumulator::gcs::json {
namespace {

std::string name_of(const char* method, const char* target, Headers headers = {}) {
  RequestHead head;
  head.method = method;
  head.target = target;
  head.headers = std::move(headers);
  std::string names;
  for (const auto name : retry_methods_of(head)) {
    names.append(names.empty() ? "" : " ").append(name);
  }
  return names.starts_with("storage.") ? names.substr(8) : names;
}

struct NameCase {
  const char* method;
  const char* target;
  const char* name;
};
class RetryMethodNames : public testing::TestWithParam<NameCase> {};

TEST_P(RetryMethodNames, FollowThePath) {
  const auto& [method, target, name] = GetParam();
  EXPECT_EQ(name_of(method, target), name) << method << " " << target;
}
INSTANTIATE_TEST_SUITE_P(
    Buckets, RetryMethodNames,
    testing::Values(
        NameCase{"GET", "/storage/v1/b?project=p", "buckets.list"},
        NameCase{"POST", "/storage/v1/b", "buckets.insert"},
        NameCase{"GET", "/storage/v1/b/x", "buckets.get"}, NameCase{"GET", "/b/x", "buckets.get"},
        NameCase{"PUT", "/storage/v1/b/x", "buckets.update"},
        NameCase{"PATCH", "/storage/v1/b/x", "buckets.patch"},
        NameCase{"DELETE", "/storage/v1/b/x", "buckets.delete"},
        NameCase{"GET", "/storage/v1/b/x/iam", "buckets.getIamPolicy"},
        NameCase{"PUT", "/storage/v1/b/x/iam", "buckets.setIamPolicy"},
        NameCase{"GET", "/storage/v1/b/x/iam/testPermissions?permissions=p",
                 "buckets.testIamPermissions"},
        NameCase{"POST", "/storage/v1/b/x/lockRetentionPolicy", "buckets.lockRetentionPolicy"},
        NameCase{"GET", "/storage/v1/b/x/acl", "bucket_acl.list"},
        NameCase{"POST", "/storage/v1/b/x/acl", "bucket_acl.insert"},
        NameCase{"GET", "/storage/v1/b/x/acl/allUsers", "bucket_acl.get"},
        NameCase{"PUT", "/storage/v1/b/x/acl/allUsers", "bucket_acl.update"},
        NameCase{"PATCH", "/storage/v1/b/x/acl/allUsers", "bucket_acl.patch"},
        NameCase{"DELETE", "/storage/v1/b/x/acl/allUsers", "bucket_acl.delete"},
        NameCase{"GET", "/storage/v1/b/x/defaultObjectAcl", "default_object_acl.list"},
        NameCase{"PATCH", "/storage/v1/b/x/defaultObjectAcl/e", "default_object_acl.patch"},
        NameCase{"POST", "/storage/v1/b/x/notificationConfigs", "notifications.insert"},
        NameCase{"GET", "/storage/v1/b/x/notificationConfigs", "notifications.list"},
        NameCase{"GET", "/storage/v1/b/x/notificationConfigs/1", "notifications.get"},
        NameCase{"DELETE", "/storage/v1/b/x/notificationConfigs/1", "notifications.delete"}));
INSTANTIATE_TEST_SUITE_P(
    Objects, RetryMethodNames,
    testing::Values(
        NameCase{"GET", "/storage/v1/b/x/o", "objects.list"},
        NameCase{"GET", "/storage/v1/b/x/o/", "objects.list"},
        NameCase{"GET", "/storage/v1/b/x/o/a%2Fb", "objects.get"},
        NameCase{"GET", "/storage/v1/b/x/o/a/b?alt=media", "objects.get"},
        NameCase{"GET", "/download/storage/v1/b/x/o/a?alt=media", "objects.get"},
        NameCase{"GET", "/x/a/b", "objects.get"}, NameCase{"PUT", "/x/a/b", "objects.insert"},
        NameCase{"POST", "/x/a", "objects.insert"},
        NameCase{"PUT", "/storage/v1/b/x/o/a", "objects.update"},
        NameCase{"PATCH", "/storage/v1/b/x/o/a", "objects.patch"},
        NameCase{"DELETE", "/storage/v1/b/x/o/a", "objects.delete"},
        NameCase{"POST", "/upload/storage/v1/b/x/o?uploadType=resumable", "objects.insert"},
        NameCase{"PUT", "/upload/storage/v1/b/x/o?upload_id=u", "objects.insert"},
        NameCase{"POST", "/upload/storage/v1/b/x/o?upload_id=u", "objects.insert"},
        NameCase{"POST", "/resumable/upload/storage/v1/b/x/o?uploadType=media", "objects.insert"},
        NameCase{"DELETE", "/upload/storage/v1/b/x/o?upload_id=u", "objects.delete"},
        NameCase{"POST", "/storage/v1/b/x/o/a/compose", "objects.compose"},
        NameCase{"POST", "/storage/v1/b/x/o/a/copyTo/b/y/o/c", "objects.copy"},
        NameCase{"POST", "/storage/v1/b/x/o/a/rewriteTo/b/y/o/c", "objects.rewrite"},
        NameCase{"POST", "/storage/v1/b/x/o/a/restore", "objects.restore"},
        NameCase{"POST", "/storage/v1/b/x/o/a/moveTo/o/c", "objects.copy storage.objects.delete"},
        NameCase{"GET", "/storage/v1/b/x/o/a/acl", "object_acl.list"},
        NameCase{"PATCH", "/storage/v1/b/x/o/a/acl/e", "object_acl.patch"}));
INSTANTIATE_TEST_SUITE_P(
    Projects, RetryMethodNames,
    testing::Values(NameCase{"POST", "/storage/v1/projects/p/hmacKeys", "hmacKey.create"},
                    NameCase{"GET", "/storage/v1/projects/p/hmacKeys", "hmacKey.list"},
                    NameCase{"GET", "/storage/v1/projects/p/hmacKeys/k", "hmacKey.get"},
                    NameCase{"PUT", "/storage/v1/projects/p/hmacKeys/k", "hmacKey.update"},
                    NameCase{"DELETE", "/storage/v1/projects/p/hmacKeys/k", "hmacKey.delete"},
                    NameCase{"GET", "/storage/v1/projects/p/serviceAccount",
                             "serviceaccount.get"}));
INSTANTIATE_TEST_SUITE_P(Nothing, RetryMethodNames,
                         testing::Values(NameCase{"GET", "/", ""}, NameCase{"GET", "/x", ""},
                                         NameCase{"GET", "/x/", ""},
                                         NameCase{"POST", "/batch/storage/v1", ""},
                                         NameCase{"OPTIONS", "/storage/v1/b/x/o", ""},
                                         NameCase{"DELETE", "/x/a", ""},
                                         NameCase{"GET", "/storage/v1/b/x/storageLayout", ""}));

TEST(RetryMethods, AreThe48OfTheTestbench) {
  const auto& names = retry_methods();
  EXPECT_EQ(names.size(), 48U);
  EXPECT_EQ(std::set<std::string_view>(names.begin(), names.end()).size(), 48U);
  EXPECT_TRUE(is_retry_method("storage.hmacKey.create"));
  for (const char* none : {"storage.objects.move", "storage.objects.download", "", "objects.get",
                           "storage.resumable.upload"}) {
    EXPECT_FALSE(is_retry_method(none)) << none;
  }
}

TEST(RetryMethods, MindTheOverridingMethod) {
  EXPECT_EQ(name_of("POST", "/storage/v1/b/x", {{"X-HTTP-Method-Override", "PATCH"}}),
            "buckets.patch");
  EXPECT_EQ(name_of("POST", "/storage/v1/b/x/o/a", {{"x-http-method-override", "patch"}}),
            "objects.patch");
}

}  // namespace
}  // namespace resumulator::gcs::json
