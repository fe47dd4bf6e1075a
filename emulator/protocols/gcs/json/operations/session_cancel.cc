// DELETE on a session: its bytes are dropped, its id is remembered.
#include "protocols/gcs/common/answer.h"
#include "protocols/gcs/json/operations/session_call.h"
#include "protocols/gcs/json/resumable_answers.h"

namespace resumulator::gcs::json {
namespace {

class SessionCancel final : public JsonCall {
 public:
  SessionCancel(Request request, SessionPtr session)
      : JsonCall(std::move(request), Operation::kCancel, "gcs.json.cancel"),
        session_(std::move(session)) {
    info_.session = session_;
    info_.object = session_->spec().object;
  }

 private:
  Response answer(BodySource& body) override;

  SessionPtr session_;
};

Response SessionCancel::answer(BodySource& body) {
  discard_body(request(), body);
  Turn turn = session_->begin_turn(nullptr);
  const SessionSnapshot snapshot = turn.snapshot();
  info_.persisted_before = snapshot.offset;
  info_.persisted_after = 0;
  // Rule gcs.cancel.finalised: the object stays.
  if (snapshot.state == SessionState::kComplete) {
    return cancelled_answer(request(), *session_, switches().cancel_finalised_status);
  }
  if (auto ended = ended_answer(request(), *session_, snapshot)) return *std::move(ended);
  if (const auto cancelled = turn.cancel(); !cancelled) {
    info_.persisted_after = snapshot.offset;
    return session_error_answer(request(), *session_, backend_unavailable());
  }
  return cancelled_answer(request(), *session_, 499);
}

}  // namespace

std::unique_ptr<Call> open_session_cancel(Request request, SessionPtr session) {
  return std::make_unique<SessionCancel>(std::move(request), std::move(session));
}

}  // namespace resumulator::gcs::json
