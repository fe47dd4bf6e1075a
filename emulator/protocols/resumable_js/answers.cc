#include "protocols/resumable_js/answers.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "core/base/strings.h"

namespace resumulator::resumable_js {
namespace {

using Json = nlohmann::ordered_json;
using Body = ResumableJsSwitches::Body;

std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Response text_answer(int status, std::string_view text) {
  Response response;
  response.status = status;
  response.headers.add("Content-Type", "text/plain; charset=utf-8");
  response.body = text;
  return response;
}

bool has_body(int status) { return status != 204 && status != 304; }

int status_of(const ResumableJsSwitches& switches, ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kMalformed:
    case ErrorKind::kOutOfRange:
    case ErrorKind::kUsage:
      return 400;
    case ErrorKind::kCut:
      return 408;
    case ErrorKind::kPrecondition:
      return switches.bad_size_status;
    case ErrorKind::kConflict:
      return 409;
    case ErrorKind::kTooLarge:
      return switches.too_large_status;
    case ErrorKind::kUnsupported:
      return 415;
    case ErrorKind::kNotFound:
      return 404;
    case ErrorKind::kGone:
      return 410;
    case ErrorKind::kUnavailable:
      return 503;
    case ErrorKind::kNotModified:
    case ErrorKind::kDenied:
    case ErrorKind::kDigestMismatch:
    case ErrorKind::kInternal:
      break;
  }
  return 500;
}

std::string stored_json(Dialect dialect, std::string_view identifier, bool whole) {
  if (dialect == Dialect::kPlupload) return R"({"jsonrpc":"2.0","result":null,"id":"id"})";
  Json json = {{whole ? "fileUploadStatus" : "chunkUploadStatus", true},
               {"resumableIdentifier", identifier}};
  if (dialect == Dialect::kFineUploader) json["success"] = true;
  return text_of(json);
}

}  // namespace

Response json_answer(int status, std::string body) {
  Response response;
  response.status = status;
  if (!has_body(status)) return response;
  response.headers.add("Content-Type", "application/json");
  response.body = std::move(body);
  return response;
}

Response stored_answer(const ResumableJsSwitches& switches, Dialect dialect,
                       std::string_view identifier, bool whole) {
  const int status = switches.success_status;
  if (!has_body(status) || switches.body == Body::kEmpty) return text_answer(status, "");
  if (switches.body == Body::kNode) return text_answer(status, whole ? "done" : "partly_done");
  return json_answer(status, stored_json(dialect, identifier, whole));
}

Response present_answer(const ResumableJsSwitches& switches) {
  if (switches.body == Body::kEmpty) return text_answer(200, "");
  if (switches.body == Body::kNode) return text_answer(200, "found");
  return json_answer(200, R"({"chunkUploadStatus":true})");
}

Response absent_answer(const ResumableJsSwitches& switches) {
  Response response;
  response.status = switches.absent_status;
  const bool told = has_body(response.status) && switches.body == Body::kNode;
  return told ? text_answer(response.status, "not_found") : std::move(response);
}

Response error_answer(const ResumableJsSwitches& switches, Dialect dialect, int status,
                      std::string_view code, std::string_view text) {
  if (!has_body(status) || switches.body == Body::kEmpty) return text_answer(status, "");
  if (switches.body == Body::kNode) {
    const bool parameters = code == "missing_parameter" || code == "chunk_out_of_range";
    return text_answer(status,
                       parameters ? "non_resumable_request" : "invalid_resumable_request");
  }
  if (dialect == Dialect::kPlupload) {
    const Json json = {{"jsonrpc", "2.0"},
                       {"error", {{"code", status}, {"message", text}}},
                       {"id", "id"}};
    return json_answer(status, text_of(json));
  }
  Json json = {{"error", code}, {"message", text}};
  if (dialect == Dialect::kFineUploader) {
    json = {{"success", false}, {"error", text}};
    if (status < 500 && status != 429) json["preventRetry"] = true;
  }
  return json_answer(status, text_of(json));
}

Response error_answer(const ResumableJsSwitches& switches, Dialect dialect, const Error& error) {
  const int status = status_of(switches, error.kind);
  std::string code = error.where.empty() ? "failed" : error.where;
  if (error.kind == ErrorKind::kUnavailable) code = "unavailable";
  if (error.kind == ErrorKind::kCut) code = "timeout";
  return error_answer(switches, dialect, status, code, error.text);
}

bool lists_method(std::string_view list, std::string_view method) {
  for (const std::string_view each : split(list, '+')) {
    if (trim(each) == method) return true;
  }
  return false;
}

Response method_not_allowed(const ResumableJsSwitches& switches) {
  Response response =
      error_answer(switches, switches.dialect, 405, "method_not_allowed",
                   "The target takes " + switches.upload_methods + " for chunks and " +
                       switches.test_methods + " for tests.");
  std::string allow;
  for (const char* method : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"}) {
    const bool taken = lists_method(switches.test_methods, method) ||
                       lists_method(switches.upload_methods, method);
    if (taken) allow.append(allow.empty() ? "" : ", ").append(method);
  }
  response.headers.add("Allow", allow + (allow.empty() ? "OPTIONS" : ", OPTIONS"));
  return response;
}

}  // namespace resumulator::resumable_js
