#include "protocols/gcs/common/session/session_call.h"

#include "protocols/discard_body.h"
#include "protocols/gcs/common/session/answers.h"

namespace resumulator::gcs {
namespace {

// A request to a session that is answered without one.
class Sessionless final : public SessionCall {
 public:
  using Answer = Response (*)(const Request& request);
  Sessionless(Request request, Operation operation, const char* rule, Answer give)
      : SessionCall(std::move(request), operation, rule), answer_(give) {}

 private:
  Response answer(BodySource& body) override {
    discard_body(request().head, body);
    return answer_(request());
  }

  Answer answer_;
};

std::unique_ptr<Call> without_session(Request request, Operation operation,
                                      Sessionless::Answer give) {
  const char* rule = request.dialect->rules().other;
  return std::make_unique<Sessionless>(std::move(request), operation, rule, give);
}

Response answer_wrong_method(const Request& request) {
  return request.dialect->failed(request, nullptr, method_not_allowed());
}

// Rule gcs.session.post-without-type.
bool is_refused_post(const Request& request) {
  return request.method == "POST" && request.world->options().gcs.post_chunk_requires_upload_type &&
         request.dialect->protocol() == "gcs-json" && !request.query.has("uploadType");
}

}  // namespace

std::unique_ptr<Call> open_session_request(Request request, std::string_view upload_id) {
  const bool data = request.method == "PUT" || request.method == "POST";
  if (is_refused_post(request) || (!data && request.method != "DELETE")) {
    return without_session(std::move(request), Operation::kOther, answer_wrong_method);
  }
  SessionPtr session = request.world->sessions().find(upload_id);
  if (session && session->spec().protocol != request.dialect->protocol()) session = nullptr;
  const SessionRange range =
      parse_session_range(request.head.headers, request.world->options().gcs);
  if (!session) {
    const Operation operation = data ? operation_of(range) : Operation::kCancel;
    return without_session(std::move(request), operation, unknown_session_answer);
  }
  if (!data) return open_session_cancel(std::move(request), std::move(session));
  if (const auto* query = std::get_if<StatusQuery>(&range)) {
    return open_session_query(std::move(request), std::move(session), *query);
  }
  return open_session_put(std::move(request), std::move(session), range);
}

}  // namespace resumulator::gcs
