// DELETE on a session: its bytes are dropped, its id is remembered.
#include "protocols/discard_body.h"
#include "protocols/gcs/common/session/answers.h"
#include "protocols/gcs/common/session/session_call.h"

namespace resumulator::gcs {
namespace {

class SessionCancel final : public SessionCall {
 public:
  SessionCancel(Request request, SessionPtr session, const char* rule)
      : SessionCall(std::move(request), Operation::kCancel, rule), session_(std::move(session)) {
    info_.session = session_;
    info_.object = session_->spec().object;
  }

 private:
  Response answer(BodySource& body) override;

  SessionPtr session_;
};

Response SessionCancel::answer(BodySource& body) {
  discard_body(request().head, body);
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
  return cancelled_answer(request(), *session_, request().dialect->cancel_status(switches()));
}

}  // namespace

std::unique_ptr<Call> open_session_cancel(Request request, SessionPtr session) {
  const char* rule = request.dialect->rules().cancel;
  return std::make_unique<SessionCancel>(std::move(request), std::move(session), rule);
}

}  // namespace resumulator::gcs
