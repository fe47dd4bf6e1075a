// The table of buckets, objects, downloads and batch; what a row means stands in routes.h. Rows
// with a verb stand before the plain ones: a name sent with raw slashes may end like a verb.
#include <algorithm>
#include <array>
#include <utility>

#include "protocols/gcs/json/operations/object_common.h"
#include "protocols/gcs/json/operations/object_operations.h"
#include "protocols/gcs/json/operations/uploads.h"
#include "protocols/gcs/json/routes.h"

namespace resumulator::gcs::json {
namespace {

// A rule id as a template argument.
struct RuleName {
  template <std::size_t n>
  constexpr RuleName(const char (&text)[n]) {  // NOLINT(google-explicit-constructor)
    std::copy_n(text, n, chars);
  }
  char chars[32] = {};
};

template <RuleName kRule, Operation kOperation, Operate kOperate>
std::unique_ptr<Call> open(Request request) {
  return open_operation(std::move(request), kOperation, kRule.chars, kOperate);
}

// Rule gcs.object.alt: alt=media makes a read of an object a download.
std::unique_ptr<Call> open_read(Request request) {
  if (request.query.get("alt") == "media") {
    return open<"gcs.json.download", Operation::kDownload, download_object>(std::move(request));
  }
  return open<"gcs.json.get", Operation::kStat, get_object>(std::move(request));
}

Response refuse_wrong_url(const Request& request, BodySource&) {
  return fail(request, wrong_url_for_upload());
}

// Rule gcs.route.wrong-upload-path: an upload that forgot /upload.
std::unique_ptr<Call> open_misplaced_upload(Request request) {
  if (request.world->options().gcs.wrong_upload_path_rewrite) {
    request.upload_prefix = "/upload" + std::string(request.head.path());
    return open_upload(std::move(request));
  }
  return open<"gcs.json.wrong-url", Operation::kOther, refuse_wrong_url>(std::move(request));
}

using Op = Operation;

constexpr auto kAcl = Op::kOther;

const std::array kObjectRoutes = std::to_array<Route>({
    {"POST", "/batch", open<"gcs.json.batch", Op::kOther, run_batch>},

    {"GET", "/b", open<"gcs.json.bucket-list", Op::kList, list_buckets>},
    {"POST", "/b", open<"gcs.json.bucket-insert", Op::kOther, insert_bucket>},
    {"GET", "/b/{bucket}", open<"gcs.json.bucket-get", Op::kStat, get_bucket>},
    {"HEAD", "/b/{bucket}", open<"gcs.json.bucket-get", Op::kStat, get_bucket>},
    {"PATCH", "/b/{bucket}", open<"gcs.json.bucket-patch", Op::kOther, patch_bucket>},
    {"PUT", "/b/{bucket}", open<"gcs.json.bucket-update", Op::kOther, update_bucket>},
    {"DELETE", "/b/{bucket}", open<"gcs.json.bucket-delete", Op::kDelete, delete_bucket>},
    {"POST", "/b/{bucket}/lockRetentionPolicy",
     open<"gcs.json.bucket-lock", Op::kOther, lock_retention_policy>},
    {"GET", "/b/{bucket}/storageLayout",
     open<"gcs.json.storage-layout", Op::kOther, get_storage_layout>},
    {"GET", "/b/{bucket}/iam", open<"gcs.json.iam-get", Op::kOther, get_iam_policy>},
    {"PUT", "/b/{bucket}/iam", open<"gcs.json.iam-set", Op::kOther, set_iam_policy>},
    {"GET", "/b/{bucket}/iam/testPermissions",
     open<"gcs.json.iam-test", Op::kOther, test_iam_permissions>},

    {"GET", "/b/{bucket}/acl", open<"gcs.json.bucket-acl", kAcl, serve_bucket_acl>},
    {"POST", "/b/{bucket}/acl", open<"gcs.json.bucket-acl", kAcl, serve_bucket_acl>},
    {"GET", "/b/{bucket}/acl/{tail}", open<"gcs.json.bucket-acl", kAcl, serve_bucket_acl>},
    {"PATCH", "/b/{bucket}/acl/{tail}", open<"gcs.json.bucket-acl", kAcl, serve_bucket_acl>},
    {"PUT", "/b/{bucket}/acl/{tail}", open<"gcs.json.bucket-acl", kAcl, serve_bucket_acl>},
    {"DELETE", "/b/{bucket}/acl/{tail}", open<"gcs.json.bucket-acl", kAcl, serve_bucket_acl>},
    {"GET", "/b/{bucket}/defaultObjectAcl",
     open<"gcs.json.default-acl", kAcl, serve_default_object_acl>},
    {"POST", "/b/{bucket}/defaultObjectAcl",
     open<"gcs.json.default-acl", kAcl, serve_default_object_acl>},
    {"GET", "/b/{bucket}/defaultObjectAcl/{tail}",
     open<"gcs.json.default-acl", kAcl, serve_default_object_acl>},
    {"PATCH", "/b/{bucket}/defaultObjectAcl/{tail}",
     open<"gcs.json.default-acl", kAcl, serve_default_object_acl>},
    {"PUT", "/b/{bucket}/defaultObjectAcl/{tail}",
     open<"gcs.json.default-acl", kAcl, serve_default_object_acl>},
    {"DELETE", "/b/{bucket}/defaultObjectAcl/{tail}",
     open<"gcs.json.default-acl", kAcl, serve_default_object_acl>},

    {"GET", "/b/{bucket}/notificationConfigs",
     open<"gcs.json.notifications", Op::kOther, serve_notifications>},
    {"POST", "/b/{bucket}/notificationConfigs",
     open<"gcs.json.notifications", Op::kOther, serve_notifications>},
    {"GET", "/b/{bucket}/notificationConfigs/{tail}",
     open<"gcs.json.notifications", Op::kOther, serve_notification>},
    {"DELETE", "/b/{bucket}/notificationConfigs/{tail}",
     open<"gcs.json.notifications", Op::kOther, serve_notification>},

    {"GET", "/b/{bucket}/o", open<"gcs.json.list", Op::kList, list_objects>},
    {"POST", "/b/{bucket}/o", open_misplaced_upload},
    {"PUT", "/b/{bucket}/o", open_misplaced_upload},

    {"GET", "/b/{bucket}/o/{object}/acl", open<"gcs.json.object-acl", kAcl, serve_object_acl>},
    {"POST", "/b/{bucket}/o/{object}/acl", open<"gcs.json.object-acl", kAcl, serve_object_acl>},
    {"GET", "/b/{bucket}/o/{object}/acl/{tail}",
     open<"gcs.json.object-acl", kAcl, serve_object_acl>},
    {"PATCH", "/b/{bucket}/o/{object}/acl/{tail}",
     open<"gcs.json.object-acl", kAcl, serve_object_acl>},
    {"PUT", "/b/{bucket}/o/{object}/acl/{tail}",
     open<"gcs.json.object-acl", kAcl, serve_object_acl>},
    {"DELETE", "/b/{bucket}/o/{object}/acl/{tail}",
     open<"gcs.json.object-acl", kAcl, serve_object_acl>},

    {"POST", "/b/{bucket}/o/{object}/compose",
     open<"gcs.json.compose", Op::kOther, compose_object>},
    {"POST", "/b/{bucket}/o/{object}/copyTo/b/{bucket2}/o/{object2}",
     open<"gcs.json.copy", Op::kOther, copy_object>},
    {"POST", "/b/{bucket}/o/{object}/rewriteTo/b/{bucket2}/o/{object2}",
     open<"gcs.json.rewrite", Op::kOther, rewrite_object>},
    {"POST", "/b/{bucket}/o/{object}/moveTo/o/{object2}",
     open<"gcs.json.move", Op::kOther, move_object>},
    {"POST", "/b/{bucket}/o/{object}/restore",
     open<"gcs.json.restore", Op::kOther, restore_object>},

    {"GET", "/b/{bucket}/o/{object}", open_read},
    {"HEAD", "/b/{bucket}/o/{object}", open_read},
    {"PATCH", "/b/{bucket}/o/{object}", open<"gcs.json.patch", Op::kOther, patch_object>},
    {"PUT", "/b/{bucket}/o/{object}", open<"gcs.json.update", Op::kOther, update_object>},
    {"DELETE", "/b/{bucket}/o/{object}", open<"gcs.json.delete", Op::kDelete, delete_object>},
    {"GET", "/download/b/{bucket}/o/{object}", open_read},
    {"HEAD", "/download/b/{bucket}/o/{object}", open_read},

    {"GET", "/projects/{bucket}/hmacKeys", open<"gcs.json.hmac", Op::kOther, serve_hmac_keys>},
    {"POST", "/projects/{bucket}/hmacKeys", open<"gcs.json.hmac", Op::kOther, serve_hmac_keys>},
    {"GET", "/projects/{bucket}/hmacKeys/{tail}",
     open<"gcs.json.hmac", Op::kOther, serve_hmac_key>},
    {"PUT", "/projects/{bucket}/hmacKeys/{tail}",
     open<"gcs.json.hmac", Op::kOther, serve_hmac_key>},
    {"DELETE", "/projects/{bucket}/hmacKeys/{tail}",
     open<"gcs.json.hmac", Op::kOther, serve_hmac_key>},
    {"GET", "/projects/{bucket}/serviceAccount",
     open<"gcs.json.service-account", Op::kOther, get_service_account>},
    {"POST", "/channels/stop", open<"gcs.json.channel-stop", Op::kOther, stop_channel>},
});

}  // namespace

std::span<const Route> object_routes() { return kObjectRoutes; }

}  // namespace resumulator::gcs::json
