#include "protocols/gcs/json/retry_methods.h"

#include <algorithm>
#include <span>
#include <string>

#include "core/wire/url.h"
#include "protocols/gcs/json/routes.h"

namespace resumulator::gcs::json {
namespace {

struct Row {
  const char* verb;
  const char* pattern;  ///< as in routes_objects.cc
  const char* method;
};

// Rows with a verb before the plain ones: a name sent with raw slashes may end like a verb.
constexpr Row kRows[] = {
    {"GET", "/b", "storage.buckets.list"},
    {"POST", "/b", "storage.buckets.insert"},
    {"GET", "/b/{bucket}", "storage.buckets.get"},
    {"PUT", "/b/{bucket}", "storage.buckets.update"},
    {"PATCH", "/b/{bucket}", "storage.buckets.patch"},
    {"DELETE", "/b/{bucket}", "storage.buckets.delete"},
    {"GET", "/b/{bucket}/iam", "storage.buckets.getIamPolicy"},
    {"PUT", "/b/{bucket}/iam", "storage.buckets.setIamPolicy"},
    {"GET", "/b/{bucket}/iam/testPermissions", "storage.buckets.testIamPermissions"},
    {"POST", "/b/{bucket}/lockRetentionPolicy", "storage.buckets.lockRetentionPolicy"},
    {"GET", "/b/{bucket}/notificationConfigs", "storage.notifications.list"},
    {"POST", "/b/{bucket}/notificationConfigs", "storage.notifications.insert"},
    {"GET", "/b/{bucket}/notificationConfigs/{tail}", "storage.notifications.get"},
    {"DELETE", "/b/{bucket}/notificationConfigs/{tail}", "storage.notifications.delete"},
    {"GET", "/b/{bucket}/o", "storage.objects.list"},
    {"POST", "/b/{bucket}/o/{object}/compose", "storage.objects.compose"},
    {"POST", "/b/{bucket}/o/{object}/copyTo/b/{bucket2}/o/{object2}", "storage.objects.copy"},
    {"POST", "/b/{bucket}/o/{object}/rewriteTo/b/{bucket2}/o/{object2}", "storage.objects.rewrite"},
    {"POST", "/b/{bucket}/o/{object}/restore", "storage.objects.restore"},
    {"GET", "/b/{bucket}/o/{object}", "storage.objects.get"},
    {"PATCH", "/b/{bucket}/o/{object}", "storage.objects.patch"},
    {"PUT", "/b/{bucket}/o/{object}", "storage.objects.update"},
    {"DELETE", "/b/{bucket}/o/{object}", "storage.objects.delete"},
    {"GET", "/download/b/{bucket}/o/{object}", "storage.objects.get"},
    {"POST", "/upload/b/{bucket}/o", "storage.objects.insert"},
    {"PUT", "/upload/b/{bucket}/o", "storage.objects.insert"},
    {"DELETE", "/upload/b/{bucket}/o", "storage.objects.delete"},
    {"POST", "/upload/resumable/{tail}", "storage.objects.insert"},
    {"PUT", "/upload/resumable/{tail}", "storage.objects.insert"},
    {"DELETE", "/upload/resumable/{tail}", "storage.objects.delete"},
    {"POST", "/projects/{bucket}/hmacKeys", "storage.hmacKey.create"},
    {"GET", "/projects/{bucket}/hmacKeys", "storage.hmacKey.list"},
    {"GET", "/projects/{bucket}/hmacKeys/{tail}", "storage.hmacKey.get"},
    {"PUT", "/projects/{bucket}/hmacKeys/{tail}", "storage.hmacKey.update"},
    {"DELETE", "/projects/{bucket}/hmacKeys/{tail}", "storage.hmacKey.delete"},
    {"GET", "/projects/{bucket}/serviceAccount", "storage.serviceaccount.get"},
};
constexpr Row kAclRows[] = {
    {"GET", "", ".list"},          {"POST", "", ".insert"},        {"GET", "/{tail}", ".get"},
    {"PUT", "/{tail}", ".update"}, {"PATCH", "/{tail}", ".patch"}, {"DELETE", "/{tail}", ".delete"},
};

struct Acl {
  const char* pattern;
  const char* resource;
};
constexpr Acl kAcls[] = {
    {"/b/{bucket}/acl", "storage.bucket_acl"},
    {"/b/{bucket}/defaultObjectAcl", "storage.default_object_acl"},
    {"/b/{bucket}/o/{object}/acl", "storage.object_acl"},
};

constexpr const char* kMovePattern = "/b/{bucket}/o/{object}/moveTo/o/{object2}";

bool fits(const char* verb, const char* pattern, std::string_view asked, std::string_view path) {
  const Route route{verb, pattern, nullptr};
  bool other_method = false;
  return match_route(std::span(&route, 1), asked, path, other_method).has_value();
}

struct Method {
  std::string verb, pattern, name;
};
/// Access lists first: their paths look like objects.
const std::vector<Method>& methods() {
  static const std::vector<Method> kMethods = [] {
    std::vector<Method> all;
    for (const Acl& acl : kAcls) {
      for (const Row& row : kAclRows) {
        all.push_back({row.verb, std::string(acl.pattern) + row.pattern,
                       std::string(acl.resource) + row.method});
      }
    }
    for (const Row& row : kRows) all.push_back({row.verb, row.pattern, row.method});
    return all;
  }();
  return kMethods;
}

/// The XML API has the same objects at /BUCKET/OBJECT.
std::vector<std::string_view> xml_methods_of(std::string_view verb, std::string_view path) {
  const auto object = path.find('/', 1);
  if (object == std::string_view::npos || object == 1 || object + 1 == path.size()) return {};
  if (verb == "GET") return {"storage.objects.get"};
  if (verb == "PUT" || verb == "POST") return {"storage.objects.insert"};
  return {};
}

}  // namespace

const std::vector<std::string_view>& retry_methods() {
  static const std::vector<std::string_view> kNames = [] {
    std::vector<std::string_view> names;
    for (const Method& method : methods()) {
      if (std::find(names.begin(), names.end(), method.name) == names.end()) {
        names.push_back(method.name);
      }
    }
    return names;
  }();
  return kNames;
}

bool is_retry_method(std::string_view name) {
  const auto& names = retry_methods();
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::vector<std::string_view> retry_methods_of(const RequestHead& head) {
  const std::string verb = effective_method(head);
  const auto path = canonical_path(head.path());
  if (!path) return xml_methods_of(verb, head.path());
  if (fits("POST", kMovePattern, verb, path->path)) {
    return {"storage.objects.copy", "storage.objects.delete"};
  }
  for (const Method& method : methods()) {
    if (fits(method.verb.c_str(), method.pattern.c_str(), verb, path->path)) return {method.name};
  }
  return {};
}

}  // namespace resumulator::gcs::json
