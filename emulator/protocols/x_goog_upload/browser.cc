#include "protocols/x_goog_upload/browser.h"

namespace resumulator::x_goog_upload {
namespace {

constexpr const char* kExposed =
    "X-Goog-Upload-URL, X-Goog-Upload-Status, X-Goog-Upload-Size-Received, "
    "X-Goog-Upload-Chunk-Granularity, X-Goog-Upload-Control-URL, X-GUploader-UploadID, "
    "Content-Type, Date, Location, Range";

}  // namespace

void add_browser_headers(const RequestHead& head, Headers& headers) {
  const std::string* origin = head.headers.find("Origin");
  if (origin == nullptr || headers.has("Access-Control-Allow-Origin")) return;
  headers.add("Access-Control-Allow-Origin", *origin);
  headers.add("Access-Control-Expose-Headers", kExposed);
  headers.add("Vary", "Origin");
}

Response preflight_answer(const RequestHead& head) {
  Response response;
  add_browser_headers(head, response.headers);
  if (!head.headers.has("Origin")) return response;
  response.headers.add("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE");
  if (const std::string* asked = head.headers.find("Access-Control-Request-Headers")) {
    response.headers.add("Access-Control-Allow-Headers", *asked);
  }
  response.headers.add("Access-Control-Max-Age", "3600");
  return response;
}

}  // namespace resumulator::x_goog_upload
