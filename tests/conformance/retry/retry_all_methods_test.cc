// Goal: each of the 48 methods is served, and an instruction for it meets its request and no other.
// Method: every request is made three times under a test of its own: 503, reset, and what it is
// without a fault.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "protocols/gcs/json/retry_methods.h"
#include "support/retry_house.h"

namespace resumulator::testing_support {
namespace {

constexpr const char* kKey = "{key}";

struct MethodCall {
  std::string method;  ///< without "storage."
  const char* verb;
  std::string target;  ///< below /storage/v1
  const char* body = "";
};

std::vector<MethodCall> acl_calls(const std::string& resource, const std::string& path) {
  const char* entry = R"({"entity":"allUsers","role":"READER"})";
  return {{resource + ".insert", "POST", path, entry},
          {resource + ".list", "GET", path},
          {resource + ".get", "GET", path + "/allUsers"},
          {resource + ".update", "PUT", path + "/allUsers", entry},
          {resource + ".patch", "PATCH", path + "/allUsers", entry},
          {resource + ".delete", "DELETE", path + "/allUsers"}};
}

/// In an order in which each finds what it needs.
std::vector<MethodCall> all_calls() {
  std::vector<MethodCall> calls = {
      {"buckets.list", "GET", "/b?project=p"},
      {"buckets.insert", "POST", "/b?project=p", R"({"name":"new-bucket"})"},
      {"buckets.get", "GET", "/b/new-bucket"},
      {"buckets.update", "PUT", "/b/new-bucket", R"({"labels":{"a":"b"}})"},
      {"buckets.patch", "PATCH", "/b/new-bucket", R"({"retentionPolicy":{"retentionPeriod":"1"}})"},
      {"buckets.lockRetentionPolicy", "POST",
       "/b/new-bucket/lockRetentionPolicy?ifMetagenerationMatch=3"},
      {"buckets.delete", "DELETE", "/b/new-bucket"},
      {"buckets.getIamPolicy", "GET", "/b/b/iam"},
      {"buckets.setIamPolicy", "PUT", "/b/b/iam", R"({"bindings":[]})"},
      {"buckets.testIamPermissions", "GET",
       "/b/b/iam/testPermissions?permissions=storage.objects.get"},
      {"notifications.insert", "POST", "/b/b/notificationConfigs",
       R"({"topic":"//pubsub.googleapis.com/projects/some-project/topics/t","payload_format":"NONE"})"},
      {"notifications.list", "GET", "/b/b/notificationConfigs"},
      {"notifications.get", "GET", "/b/b/notificationConfigs/1"},
      {"notifications.delete", "DELETE", "/b/b/notificationConfigs/1"},
      {"objects.list", "GET", "/b/b/o"},
      {"objects.get", "GET", "/b/b/o/a"},
      {"objects.update", "PUT", "/b/b/o/a", R"({"metadata":{"a":"b"}})"},
      {"objects.patch", "PATCH", "/b/b/o/a", R"({"metadata":{"a":"b"}})"},
      {"objects.compose", "POST", "/b/b/o/c/compose", R"({"sourceObjects":[{"name":"a"}]})"},
      {"objects.copy", "POST", "/b/b/o/a/copyTo/b/b/o/d"},
      {"objects.rewrite", "POST", "/b/b/o/a/rewriteTo/b/b/o/e"},
      {"objects.delete", "DELETE", "/b/b/o/e"},
      {"objects.restore", "POST", "/b/b/o/e/restore?generation={generation}"},
      {"hmacKey.create", "POST", "/projects/p/hmacKeys?serviceAccountEmail=a@b.c"},
      {"hmacKey.list", "GET", "/projects/p/hmacKeys"},
      {"hmacKey.get", "GET", std::string("/projects/p/hmacKeys/") + kKey},
      {"hmacKey.update", "PUT", std::string("/projects/p/hmacKeys/") + kKey,
       R"({"state":"INACTIVE"})"},
      {"hmacKey.delete", "DELETE", std::string("/projects/p/hmacKeys/") + kKey},
      {"serviceaccount.get", "GET", "/projects/p/serviceAccount"}};
  for (const auto& list : {acl_calls("bucket_acl", "/b/b/acl"),
                           acl_calls("default_object_acl", "/b/b/defaultObjectAcl"),
                           acl_calls("object_acl", "/b/b/o/a/acl")}) {
    calls.insert(calls.end(), list.begin(), list.end());
  }
  return calls;
}

std::string replaced(std::string text, std::string_view word, std::string_view by) {
  const auto at = text.find(word);
  return at == std::string::npos ? text : text.replace(at, word.size(), by);
}

/// The answer without a fault, after a 503 and a reset.
RawAnswer through_faults(const RetryHouse& house, const MethodCall& call,
                         const std::string& target) {
  const auto id =
      house.make("{\"storage." + call.method + "\":[\"return-503\",\"return-reset-connection\"]}");
  const auto fields = house.under(id, {{"Content-Type", "application/json"}});
  EXPECT_EQ(house.request(call.verb, target, call.body, fields).status, 503) << call.method;
  RawClient client(house.server.port());
  client.send(house.text(call.verb, target, call.body, fields));
  EXPECT_TRUE(client.was_reset()) << call.method;
  EXPECT_TRUE(house.completed(id)) << call.method;
  return house.request(call.verb, target, call.body, fields);
}

TEST(RetryAllMethods, AreServedAndMetByTheirInstructions) {
  RetryHouse house;
  house.media("a", "bytes");
  house.request("PATCH", "/storage/v1/b/b",
                R"({"softDeletePolicy":{"retentionDurationSeconds":"604800"}})",
                {{"Content-Type", "application/json"}});
  std::string key;
  std::string generation;
  const auto calls = all_calls();
  EXPECT_EQ(calls.size(), gcs::json::retry_methods().size() - 1)
      << "inserts have files of their own";
  for (const MethodCall& call : calls) {
    const auto target =
        "/storage/v1" + replaced(replaced(call.target, kKey, key), "{generation}", generation);
    const auto answer = through_faults(house, call, target);
    EXPECT_EQ(answer.status / 100, 2) << call.method << " " << target << "\n" << answer.body;
    const auto json = json_of(answer);
    if (call.method == "hmacKey.create") key = json["metadata"]["accessId"];
    if (call.method == "objects.rewrite") generation = json["resource"]["generation"];
  }
}

}  // namespace
}  // namespace resumulator::testing_support
