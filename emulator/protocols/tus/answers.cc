#include "protocols/tus/answers.h"

#include "core/wire/times.h"

namespace resumulator::tus {
namespace {

constexpr const char* kMethods = "POST, HEAD, PATCH, OPTIONS, GET, DELETE";
constexpr const char* kRequestFields =
    "Authorization, Origin, X-Requested-With, X-Request-ID, X-HTTP-Method-Override, Content-Type, "
    "Upload-Length, Upload-Offset, Tus-Resumable, Upload-Metadata, Upload-Defer-Length, "
    "Upload-Concat, Upload-Checksum, Upload-Incomplete, Upload-Complete, "
    "Upload-Draft-Interop-Version";
constexpr const char* kAnswerFields =
    "Upload-Offset, Location, Upload-Length, Upload-Expires, Tus-Version, Tus-Resumable, "
    "Tus-Max-Size, Tus-Extension, Tus-Checksum-Algorithm, Upload-Metadata, Upload-Defer-Length, "
    "Upload-Concat, Upload-Incomplete, Upload-Complete, Upload-Draft-Interop-Version, Upload-Limit";

}  // namespace

Response plain_answer(int status) {
  Response response;
  response.status = status;
  return response;
}

Response error_answer(const Problem& problem) {
  Response response = plain_answer(problem.status);
  if (problem.status == kUnsupportedVersion.status) {
    response.headers.add("Tus-Version", std::string(kVersion));
  }
  response.headers.add("Content-Type", "text/plain; charset=utf-8");
  response.body.append(problem.code).append(": ").append(problem.text).append("\n");
  return response;
}

void dress(const RequestHead& head, Response& response) {
  response.headers.add("Tus-Resumable", std::string(kVersion));
  response.headers.add("X-Content-Type-Options", "nosniff");
  const std::string* origin = head.headers.find("Origin");
  if (origin == nullptr) return;
  response.headers.add("Access-Control-Allow-Origin", *origin);
  response.headers.add("Vary", "Origin");
  if (!response.headers.has("Access-Control-Allow-Methods")) {
    response.headers.add("Access-Control-Expose-Headers", kAnswerFields);
  }
}

void add_preflight(const Request& request, Response& response) {
  const Headers& asked = request.head.headers;
  if (!asked.has("Origin") || !asked.has("Access-Control-Request-Method")) return;
  response.headers.add("Access-Control-Allow-Methods", kMethods);
  response.headers.add("Access-Control-Allow-Headers", kRequestFields);
  response.headers.add("Access-Control-Max-Age", "86400");
}

void add_expiry(const Request& request, const UploadSession& session, bool unfinished,
                Response& response) {
  if (!unfinished || !request.can("expiration")) return;
  response.headers.add("Upload-Expires", format_http_date(session.expires()));
}

}  // namespace resumulator::tus
