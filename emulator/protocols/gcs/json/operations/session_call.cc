#include "protocols/gcs/json/operations/session_call.h"

#include "protocols/gcs/common/answer.h"
#include "protocols/gcs/json/operations/uploads.h"
#include "protocols/gcs/json/resumable_answers.h"

namespace resumulator::gcs::json {
namespace {

Response answer_unknown(const Request& request, BodySource& body) {
  discard_body(request, body);
  return unknown_session_answer(request);
}

Response answer_wrong_method(const Request& request, BodySource& body) {
  discard_body(request, body);
  return error_answer(*request.world, method_not_allowed());
}

// Rule gcs.session.post-without-type.
bool is_refused_post(const Request& request) {
  return request.method == "POST" && request.world->options().gcs.post_chunk_requires_upload_type &&
         !request.query.has("uploadType");
}

}  // namespace

void discard_body(const Request& request, BodySource& body) {
  if (request.head.expects_continue && body.received() == 0) return;
  drain(body);
}

std::unique_ptr<Call> open_session_request(Request request, std::string upload_id) {
  const bool data = request.method == "PUT" || request.method == "POST";
  if (is_refused_post(request) || (!data && request.method != "DELETE")) {
    return make_call(std::move(request), Operation::kOther, "gcs.json.session",
                     answer_wrong_method);
  }
  SessionPtr session = request.world->sessions().find(upload_id);
  const SessionRange range =
      parse_session_range(request.head.headers, request.world->options().gcs);
  if (!session) {
    const Operation operation = data ? operation_of(range) : Operation::kCancel;
    return make_call(std::move(request), operation, "gcs.json.session", answer_unknown);
  }
  if (!data) return open_session_cancel(std::move(request), std::move(session));
  if (const auto* query = std::get_if<StatusQuery>(&range)) {
    return open_session_query(std::move(request), std::move(session), *query);
  }
  return open_session_put(std::move(request), std::move(session), range);
}

}  // namespace resumulator::gcs::json
