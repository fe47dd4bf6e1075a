#include "protocols/gcs/xml/protocol.h"

#include <utility>

#include "protocols/gcs/common/credentials.h"
#include "protocols/gcs/common/requester_pays.h"
#include "protocols/gcs/common/signature_check.h"
#include "protocols/gcs/xml/errors.h"
#include "protocols/gcs/xml/routes.h"
#include "protocols/gcs/xml/xml_call.h"

namespace resumulator::gcs::xml {
namespace {

std::string_view permission_of(const Request& request) {
  const bool reads = request.method == "GET" || request.method == "HEAD";
  if (request.bucket.empty()) return "storage.buckets.list";
  if (!request.object.empty()) {
    if (reads) return "storage.objects.get";
    return request.method == "DELETE" ? "storage.objects.delete" : "storage.objects.create";
  }
  if (request.method == "DELETE") return "storage.buckets.delete";
  if (request.method == "PUT") return "storage.buckets.create";
  return reads ? "storage.objects.list" : "storage.objects.create";
}

// What production says of a caller without a name.
std::string anonymous_text(const Request& request) {
  const std::string permission(permission_of(request));
  const char* thing = request.bucket.empty()   ? "project"
                      : request.object.empty() ? "bucket"
                                               : "object";
  return "Anonymous caller does not have " + permission + " access to the Google Cloud Storage " +
         thing + ". Permission '" + permission + "' denied on resource (or it may not exist).";
}

// Rule gcs.xml.auth.switch. A session address is a credential of its own.
std::optional<ApiError> check_authorization(const Request& request) {
  if (request.query.has("upload_id") || has_url_signature(request.query)) return std::nullopt;
  switch (check_credentials(request)) {
    case Credentials::kFine:
      return std::nullopt;
    case Credentials::kMissing:
      return access_denied(anonymous_text(request));
    case Credentials::kWrong:
      break;
  }
  return authentication_required();
}

// Rule gcs.xml.auth.signed-field: a signature in Authorization is of a moment, which it must name.
std::optional<ApiError> check_signed_field(const Request& request) {
  const Headers& headers = request.head.headers;
  const std::string_view credentials = headers.get("Authorization");
  const bool is_signed = credentials.starts_with("GOOG") || credentials.starts_with("AWS");
  const auto how = request.world->options().gcs.signed_url_check;
  if (!is_signed || how == GcsSwitches::SignedUrlCheck::kOff || request.query.has("upload_id")) {
    return std::nullopt;
  }
  for (const char* name : {"x-goog-date", "x-amz-date", "Date"}) {
    if (headers.has(name)) return std::nullopt;
  }
  return missing_header("Date");
}

// Rule gcs.bucket.requester-pays.
std::optional<ApiError> check_payer(const Request& request) { return check_user_project(request); }

std::unique_ptr<Call> open_request(const RequestHead& head, const std::shared_ptr<World>& world) {
  Request request;
  request.head = head;
  request.world = world;
  request.method = head.method;
  request.base_url = base_url(head, world->options());
  auto query = Query::parse(head.query());
  if (!query || !locate(request)) {
    return refuse(std::move(request), bad("InvalidURI", "Malformed percent-encoding in the URL."));
  }
  request.query = *std::move(query);
  // Rule gcs.xml.auth.signature.
  if (auto problem = check_url_signature(request)) {
    return refuse(std::move(request), *std::move(problem));
  }
  for (const auto check : {check_signed_field, check_authorization, check_payer}) {
    if (auto error = check(request)) return refuse(std::move(request), *std::move(error));
  }
  return route(std::move(request));
}

}  // namespace

Protocol make_gcs_xml_protocol(const Options&) { return {"gcs-xml", open_request, plain_error}; }

}  // namespace resumulator::gcs::xml
