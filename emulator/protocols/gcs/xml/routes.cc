#include "protocols/gcs/xml/routes.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/base/strings.h"
#include "core/wire/url.h"
#include "protocols/gcs/common/session/session_call.h"
#include "protocols/gcs/common/signature.h"
#include "protocols/gcs/common/virtual_host.h"
#include "protocols/gcs/xml/answer.h"
#include "protocols/gcs/xml/errors.h"
#include "protocols/gcs/xml/operations/bucket_operations.h"
#include "protocols/gcs/xml/operations/multipart.h"
#include "protocols/gcs/xml/operations/object_operations.h"
#include "protocols/gcs/xml/session_dialect.h"
#include "protocols/gcs/xml/xml_call.h"

namespace resumulator::gcs::xml {
namespace {

using Op = Operation;

// A parameter that names what hangs below a bucket or an object.
struct SubRoute {
  const char* method;
  const char* parameter;  ///< of the query, whatever its value; "": none of the table's
  Op operation;
  const char* rule;
  Operate operate;
};

// What the service, or S3, knows below a bucket or an object. A request that names one of these
// asks for it and never for the thing itself: DELETE ?lifecycle takes away the rules, not the
// bucket. Rule gcs.xml.sub.others
constexpr std::array kSubResources = std::to_array<std::string_view>({
    "accelerate",
    "acl",
    "analytics",
    "billing",
    "compose",
    "cors",
    "delete",
    "defaultObjectAcl",
    "encryption",
    "intelligent-tiering",
    "inventory",
    "ipFilter",
    "legal-hold",
    "lifecycle",
    "location",
    "logging",
    "metrics",
    "notification",
    "object-lock",
    "ownershipControls",
    "policy",
    "policyStatus",
    "publicAccessBlock",
    "replication",
    "requestPayment",
    "restore",
    "retention",
    "select",
    "softDeletePolicy",
    "storageClass",
    "tagging",
    "torrent",
    "uploads",
    "versioning",
    "website",
});

constexpr std::array kBucketRoutes = std::to_array<SubRoute>({
    {"GET", "uploads", Op::kList, "gcs.xml.uploads", list_uploads},
    {"GET", "acl", Op::kOther, "gcs.xml.bucket-acl", get_bucket_acl},
    {"PUT", "acl", Op::kOther, "gcs.xml.bucket-acl", put_bucket_acl},
    {"GET", "billing", Op::kStat, "gcs.xml.bucket-billing", get_billing},
    {"PUT", "billing", Op::kOther, "gcs.xml.bucket-billing", put_billing},
    {"GET", "cors", Op::kOther, "gcs.xml.bucket-cors", get_cors},
    {"PUT", "cors", Op::kOther, "gcs.xml.bucket-cors", put_cors},
    {"GET", "location", Op::kStat, "gcs.xml.bucket-location", get_location},
    {"GET", "storageClass", Op::kStat, "gcs.xml.bucket-class", get_storage_class},
    {"GET", "versioning", Op::kStat, "gcs.xml.bucket-versioning", get_versioning},
    {"PUT", "versioning", Op::kOther, "gcs.xml.bucket-versioning", put_versioning},
    {"GET", "", Op::kList, "gcs.xml.list", list_objects},
    {"HEAD", "", Op::kStat, "gcs.xml.bucket-head", head_bucket},
    {"PUT", "", Op::kOther, "gcs.xml.bucket-create", create_bucket},
    {"DELETE", "", Op::kDelete, "gcs.xml.bucket-delete", delete_bucket},
});

constexpr std::array kObjectRoutes = std::to_array<SubRoute>({
    {"GET", "acl", Op::kOther, "gcs.xml.object-acl", get_object_acl},
    {"PUT", "acl", Op::kOther, "gcs.xml.object-acl", put_object_acl},
    {"GET", "", Op::kDownload, "gcs.xml.get", get_object},
    {"HEAD", "", Op::kStat, "gcs.xml.head", get_object},
    {"DELETE", "", Op::kDelete, "gcs.xml.delete", delete_object},
});

// The first of them that the query names; empty: none.
std::string_view sub_resource(const Query& query) {
  for (const auto& [name, value] : query.pairs()) {
    const auto* known = std::find(kSubResources.begin(), kSubResources.end(), name);
    if (known != kSubResources.end()) return *known;
  }
  return {};
}

ApiError not_served(const Request& request, std::string_view name) {
  const char* owner = request.object.empty() ? "a bucket" : "an object";
  return not_implemented("?" + std::string(name) + " of " + owner + " is not served here.");
}

template <std::size_t n>
std::unique_ptr<Call> take_route(const std::array<SubRoute, n>& routes, Request request) {
  const std::string_view below = sub_resource(request.query);
  bool served = below.empty() || below == "uploads";
  for (const SubRoute& row : routes) {
    const std::string_view parameter = row.parameter;
    served = served || parameter == below;
    if (request.method != row.method) continue;
    if (parameter.empty() ? !below.empty() : !request.query.has(parameter)) continue;
    return open_operation(std::move(request), row.operation, row.rule, row.operate);
  }
  ApiError error = served ? method_not_allowed() : not_served(request, below);
  return refuse(std::move(request), std::move(error));
}

Response preflight(const Request& request, BodySource& body) {
  drain(body);
  return preflight_answer(request, false);
}

// Rule gcs.xml.route.service: who signs, or names a field of the service's own, wants the list; the
// bare question, also with a token, is whether the server is up.
bool asks_for_list(const Request& request) {
  if (request.method != "GET") return false;
  const std::string_view credentials = request.head.headers.get("Authorization");
  if (credentials.starts_with("GOOG") || credentials.starts_with("AWS")) return true;
  for (const auto& [name, value] : request.head.headers.fields()) {
    if (istarts_with(name, "x-goog-")) return true;
  }
  return has_url_signature(request.query);
}

// Rule gcs.xml.start.value: a POST that says nothing starts nothing, and nobody wants its body.
Response refuse_plain_post(const Request& request, BodySource& /*body*/) {
  if (!request.world->objects().bucket(request.bucket)) {
    return error_answer(*request.world, no_such_bucket());
  }
  return error_answer(*request.world,
                      invalid_argument("x-goog-resumable",
                                       "A POST to an object starts a resumable upload and must "
                                       "say so."));
}

std::unique_ptr<Call> route_bucket(Request request) {
  // An abort or a cancel whose object was lost on the way must not take the bucket.
  for (const char* id : {"uploadId", "upload_id"}) {
    if (request.method == "GET" || request.method == "HEAD" || !request.query.has(id)) continue;
    return refuse(std::move(request), invalid_argument(id, "An upload is that of an object."));
  }
  if (request.method == "POST" && sub_resource(request.query).empty()) {
    return open_form_upload(std::move(request));
  }
  return take_route(kBucketRoutes, std::move(request));
}

std::unique_ptr<Call> route_object(Request request) {
  if (request.query.has("uploadId")) return open_multipart_request(std::move(request));
  if (request.method == "POST" && request.query.has("uploads")) {
    return open_start_multipart(std::move(request));
  }
  if (!sub_resource(request.query).empty()) return take_route(kObjectRoutes, std::move(request));
  if (request.method == "PUT") {
    // A part whose upload is not named must not become the object.
    if (request.query.has("partNumber")) {
      return refuse(std::move(request),
                    invalid_argument("uploadId", "A part needs the uploadId of its upload."));
    }
    if (setting(request, "x-goog-copy-source")) {
      return open_operation(std::move(request), Op::kOther, "gcs.xml.copy", copy_object);
    }
    return open_put_object(std::move(request));
  }
  if (request.method == "POST") {
    if (setting(request, "x-goog-resumable")) return open_start_session(std::move(request));
    return open_operation(std::move(request), Op::kOther, "gcs.xml.refused", refuse_plain_post);
  }
  return take_route(kObjectRoutes, std::move(request));
}

}  // namespace

bool locate(Request& request) {
  std::string_view path = request.head.path();
  if (!has_valid_escapes(path)) return false;
  path.remove_prefix(path.starts_with('/') ? 1 : 0);
  request.bucket = virtual_host_bucket(request.head, request.world->options().gcs);
  request.virtual_host = !request.bucket.empty();
  if (!request.virtual_host) {
    const auto slash = path.find('/');
    request.bucket = *percent_decode(path.substr(0, slash));
    path = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
  }
  request.object = *percent_decode(path);
  return true;
}

std::unique_ptr<Call> route(Request request) {
  // Rule gcs.xml.session.dispatch: a session address repeats the query of its opening, so the id
  // comes first.
  if (const std::string* id = request.query.find("upload_id"); id && !request.object.empty()) {
    const std::string upload_id = *id;
    request.dialect = &session_dialect();
    return open_session_request(std::move(request), upload_id);
  }
  if (request.bucket.empty()) {
    if (!asks_for_list(request)) return nullptr;
    return open_operation(std::move(request), Op::kList, "gcs.xml.service", list_buckets);
  }
  if (request.method == "OPTIONS") {
    return open_operation(std::move(request), Op::kOther, "gcs.xml.preflight", preflight);
  }
  if (request.object.empty()) return route_bucket(std::move(request));
  return route_object(std::move(request));
}

}  // namespace resumulator::gcs::xml
