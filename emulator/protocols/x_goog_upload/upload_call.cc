#include "protocols/x_goog_upload/upload_call.h"

#include "protocols/x_goog_upload/browser.h"

namespace resumulator::x_goog_upload {

UploadCall::UploadCall(Request request, Operation operation, std::string_view rule)
    : request_(std::move(request)) {
  info_.operation = operation;
  info_.rule = std::string(request_.profile.protocol) + "." + std::string(rule);
}

Response UploadCall::run(BodySource& body) {
  before_answer();
  Response response = answer(body);
  add_browser_headers(request_.head, response.headers);
  return response;
}

std::optional<Response> UploadCall::answer_again() {
  before_answer();
  std::optional<Response> response = again();
  if (response) add_browser_headers(request_.head, response->headers);
  return response;
}

Refusal bad_request(std::string message) {
  return {.status = 400, .code = 3, .message = std::move(message)};
}

Refusal unavailable() {
  return {.status = 503, .code = 14, .message = "The service is currently unavailable."};
}

}  // namespace resumulator::x_goog_upload
