#include "protocols/gcs/common/errors.h"

#include "protocols/gcs/common/json_writer.h"

namespace resumulator::gcs {
namespace {

ApiError make(int status, std::string reason, std::string message) {
  ApiError error;
  error.status = status;
  error.reason = std::move(reason);
  error.message = std::move(message);
  return error;
}

ApiError at(ApiError error, std::string type, std::string_view location) {
  error.location_type = std::move(type);
  error.location = location;
  return error;
}

ApiError coded(ApiError error, const char* xml_code) {
  error.xml_code = xml_code;
  return error;
}

std::string denial_text(std::string_view reason, std::string_view bucket, std::string_view object) {
  const std::string full = std::string(bucket) + "/" + std::string(object);
  if (reason == "objectUnderActiveHold") {
    return "Object '" + full +
           "' is under active Event-Based hold or Temporary hold and cannot be deleted, "
           "overwritten or archived until all holds are removed.";
  }
  if (reason == "retentionPolicyNotMet") {
    return "Object '" + full +
           "' is subject to bucket's retention policy or object retention and cannot be deleted "
           "or overwritten until its retention expires.";
  }
  return "Forbidden";
}

}  // namespace

std::string error_json(const ApiError& error) {
  JsonWriter json(false, 128 + 2 * error.message.size());
  json.begin_object().key("error").begin_object();
  json.key("code").number(static_cast<std::uint64_t>(error.status));
  json.member("message", error.message);
  json.key("errors").begin_array().begin_object();
  json.member("message", error.message).member("domain", error.domain);
  json.member_if("reason", error.reason);
  json.member_if("locationType", error.location_type).member_if("location", error.location);
  json.member_if("extendedHelp", error.extended_help);
  json.end_object().end_array().end_object().end_object();
  return json.take();
}

ApiError invalid(std::string message) { return make(400, "invalid", std::move(message)); }
ApiError required(std::string message) { return make(400, "required", std::move(message)); }
ApiError bad_request(std::string message) { return make(400, "badRequest", std::move(message)); }

ApiError parse_error(std::string detail) {
  ApiError error = invalid("Parse Error: " + std::move(detail));
  error.as_html = true;
  return error;
}

ApiError invalid_parameter(std::string_view parameter, std::string message) {
  return at(make(400, "invalidParameter", std::move(message)), "parameter", parameter);
}

ApiError invalid_long(std::string_view parameter, std::string_view value) {
  return invalid_parameter(parameter, "Invalid long value: '" + std::string(value) + "'.");
}

ApiError wrong_url_for_upload() {
  return make(400, "wrongUrlForUpload",
              "Uploads must be sent to the upload URL. Re-send this request to /upload"
              "/storage/v1/b/BUCKET/o.");
}

ApiError cors_with_x_origin() {
  return make(400, "corsRequestWithXOrigin", "CORS request contains an XD3 X-Origin header.");
}

ApiError login_required() {
  return at(make(401, "required", "Login Required"), "header", "Authorization");
}

ApiError invalid_credentials() {
  return at(make(401, "authError", "Invalid Credentials"), "header", "Authorization");
}

ApiError denied(std::string reason, std::string message) {
  return make(403, std::move(reason), std::move(message));
}

ApiError no_such_bucket() {
  return coded(not_found("The specified bucket does not exist."), "NoSuchBucket");
}

ApiError no_such_object(std::string_view bucket, std::string_view object) {
  return coded(not_found("No such object: " + std::string(bucket) + "/" + std::string(object)),
               "NoSuchKey");
}

ApiError no_such_upload() {
  return coded(not_found("The specified upload does not exist."), "NoSuchUpload");
}

ApiError not_found(std::string message) { return make(404, "notFound", std::move(message)); }
ApiError method_not_allowed() { return make(405, "methodNotAllowed", "Method Not Allowed"); }
ApiError broken_connection() { return make(408, "uploadBrokenConnection", "Request Timeout"); }
ApiError conflict(std::string message) { return make(409, "conflict", std::move(message)); }
ApiError gone(std::string message) { return make(410, "", std::move(message)); }

ApiError condition_not_met() {
  return at(make(412, "conditionNotMet",
                 "At least one of the pre-conditions you specified did not hold."),
            "header", "If-Match");
}

ApiError not_modified() { return make(304, "notModified", "Not Modified"); }

ApiError too_large(std::string message) {
  return coded(make(413, "uploadTooLarge", std::move(message)), "EntityTooLarge");
}

ApiError internal_error() { return make(500, "backendError", "Backend Error"); }
ApiError backend_unavailable() { return make(503, "backendError", "Backend Error"); }

ApiError from_store_error(const Error& error, std::string_view bucket, std::string_view object) {
  switch (error.kind) {
    case ErrorKind::kMalformed:
    case ErrorKind::kOutOfRange:
    case ErrorKind::kUnsupported:
    case ErrorKind::kDigestMismatch:
    case ErrorKind::kUsage:
      return invalid(error.text);
    case ErrorKind::kNotFound:
      return error.where == "bucket" ? no_such_bucket() : no_such_object(bucket, object);
    case ErrorKind::kConflict:
      return conflict(error.text);
    case ErrorKind::kPrecondition:
      return condition_not_met();
    case ErrorKind::kNotModified:
      return not_modified();
    case ErrorKind::kDenied:
      return denied(error.where, denial_text(error.where, bucket, object));
    case ErrorKind::kTooLarge:
      return too_large(error.text);
    case ErrorKind::kGone:
      return gone(error.text);
    case ErrorKind::kUnavailable:
      return backend_unavailable();
    case ErrorKind::kCut:
      return broken_connection();
    case ErrorKind::kInternal:
      break;
  }
  return internal_error();
}

}  // namespace resumulator::gcs
