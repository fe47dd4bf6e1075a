#include "protocols/page_access.h"

namespace resumulator {
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

void let_page_read(const RequestHead& head, Response& response) {
  const std::string* origin = head.headers.find("Origin");
  if (origin == nullptr) return;
  response.headers.add("Access-Control-Allow-Origin", *origin);
  response.headers.add("Vary", "Origin");
  if (!response.headers.has("Access-Control-Allow-Methods")) {
    response.headers.add("Access-Control-Expose-Headers", kAnswerFields);
  }
}

void let_page_send(const RequestHead& head, Response& response) {
  const Headers& asked = head.headers;
  if (!asked.has("Origin") || !asked.has("Access-Control-Request-Method")) return;
  response.headers.add("Access-Control-Allow-Methods", kMethods);
  response.headers.add("Access-Control-Allow-Headers", kRequestFields);
  response.headers.add("Access-Control-Max-Age", "86400");
}

void share_with_page(const RequestHead& head, Response& response) {
  const std::string_view origin = head.headers.get("Origin");
  if (origin.empty()) return;
  response.headers.set("Access-Control-Allow-Origin", std::string(origin));
  response.headers.set("Access-Control-Allow-Credentials", "true");
  response.headers.set("Vary", "Origin");
}

Response share_preflight(const RequestHead& head) {
  Response response;
  response.status = 204;
  response.headers.add("Access-Control-Allow-Methods",
                       "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
  const std::string_view wanted = head.headers.get("Access-Control-Request-Headers");
  if (!wanted.empty()) response.headers.add("Access-Control-Allow-Headers", std::string(wanted));
  response.headers.add("Access-Control-Max-Age", "86400");
  return response;
}

}  // namespace resumulator
