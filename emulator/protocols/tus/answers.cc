#include "protocols/tus/answers.h"

#include "core/wire/times.h"
#include "protocols/page_access.h"

namespace resumulator::tus {

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
  let_page_read(head, response);
}

void add_expiry(const Request& request, const UploadSession& session, bool unfinished,
                Response& response) {
  if (!unfinished || !request.can("expiration")) return;
  response.headers.add("Upload-Expires", format_http_date(session.expires()));
}

}  // namespace resumulator::tus
