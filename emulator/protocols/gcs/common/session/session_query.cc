// "Content-Range: bytes */N" and "bytes */*": how far is it; with N persisted also: that was all.
#include "protocols/discard_body.h"
#include "protocols/gcs/common/session/answers.h"
#include "protocols/gcs/common/session/finalize.h"
#include "protocols/gcs/common/session/session_call.h"
#include "protocols/gcs/common/session/texts.h"

namespace resumulator::gcs {
namespace {

class SessionQuery final : public SessionCall {
 public:
  SessionQuery(Request request, SessionPtr session, StatusQuery query, const char* rule)
      : SessionCall(std::move(request), Operation::kQuery, rule),
        session_(std::move(session)),
        query_(query) {
    info_.session = session_;
    // What ends the upload is to rules what the last bytes would be.
    if (query_.total && session_->is_whole_at(*query_.total)) {
      info_.operation = Operation::kFinalize;
    }
    info_.object = session_->spec().object;
  }

 private:
  Response answer(BodySource& body) override;
  std::optional<Response> again() override {
    return session_answer(request(), *session_, session_->snapshot());
  }
  Response finish();
  [[nodiscard]] bool completes(std::uint64_t offset, std::optional<std::uint64_t> total) const {
    return query_.total == offset && (!total || total == offset);
  }
  void note(std::uint64_t before, std::uint64_t after) {
    info_.persisted_before = before;
    info_.persisted_after = after;
  }

  SessionPtr session_;
  StatusQuery query_;
};

// Rule gcs.range.query-with-body.
bool is_empty(BodySource& body) {
  std::byte one{};
  return body.declared_length() ? *body.declared_length() == 0
                                : body.read({&one, 1}).state == BodyState::kEnd;
}

// Rule gcs.finalize.by-query: N bytes are persisted and N is all there is.
Response SessionQuery::finish() {
  Turn turn = session_->begin_turn(nullptr);
  const SessionSnapshot snapshot = turn.snapshot();
  note(snapshot.offset, snapshot.offset);
  if (auto ended = ended_answer(request(), *session_, snapshot)) return *std::move(ended);
  if (!completes(turn.offset(), snapshot.total)) {
    info_.operation = Operation::kQuery;
    return incomplete_answer(request(), *session_, snapshot);
  }
  info_.operation = Operation::kFinalize;
  return finalize_answer(request(), turn);
}

Response SessionQuery::answer(BodySource& body) {
  const SessionSnapshot snapshot = session_->snapshot();
  note(snapshot.offset, snapshot.offset);
  if (auto ended = ended_answer(request(), *session_, snapshot)) {
    discard_body(request().head, body);
    return *std::move(ended);
  }
  if (!is_empty(body)) {
    discard_body(request().head, body);
    return refusal_answer(request(), *session_, 400, query_with_body_text());
  }
  if (completes(snapshot.offset, snapshot.total)) return finish();
  info_.operation = Operation::kQuery;
  return incomplete_answer(request(), *session_, snapshot);
}

}  // namespace

std::unique_ptr<Call> open_session_query(Request request, SessionPtr session, StatusQuery query) {
  const char* rule = request.dialect->rules().query;
  return std::make_unique<SessionQuery>(std::move(request), std::move(session), query, rule);
}

}  // namespace resumulator::gcs
