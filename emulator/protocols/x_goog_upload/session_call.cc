// Commands on a session's URL: query, cancel, data.
#include "protocols/discard_body.h"
#include "protocols/x_goog_upload/answers.h"
#include "protocols/x_goog_upload/upload_call.h"

namespace resumulator::x_goog_upload {
namespace {

// What all of them know of their session.
class OnSession : public UploadCall {
 protected:
  OnSession(Request request, Operation operation, std::string_view rule, SessionPtr session,
            Commands commands)
      : UploadCall(std::move(request), operation, rule),
        session_(std::move(session)),
        commands_(commands) {
    info_.session = session_;
    info_.bucket = session_->spec().bucket;
    info_.object = session_->spec().object;
  }
  void note(std::uint64_t before, std::uint64_t after) {
    info_.persisted_before = before;
    info_.persisted_after = after;
  }

  SessionPtr session_;
  Commands commands_;
};

// Rules xgu.query.*: never changes anything, whatever else the request says or brings. It takes its
// turn all the same (rule xgu.session.one-at-a-time): what it tells is where data may go on.
class QueryCall final : public OnSession {
 public:
  QueryCall(Request request, SessionPtr session, Commands commands)
      : OnSession(std::move(request), Operation::kQuery, "upload.query", std::move(session),
                  commands) {}

 private:
  Response answer(BodySource& body) override {
    discard_body(request().head, body);
    // Rule xgu.session.beside: where nothing waits the data that is coming is not there yet.
    if (profile().beside == Beside::kRefused) return tell(session_->snapshot());
    const bool cuts = profile().beside == Beside::kEndsOther;
    const Turn turn =
        session_->begin_turn(nullptr, cuts ? Takeover::kAtOnce : Takeover::kWhenSilent);
    return tell(turn.snapshot());
  }
  std::optional<Response> again() override { return tell(session_->snapshot()); }
  Response tell(const SessionSnapshot& snapshot) {
    note(snapshot.offset, snapshot.offset);
    auto ended = ended_answer(request(), *session_, snapshot, commands_, false);
    return ended ? *std::move(ended) : query_answer(request(), *session_, snapshot);
  }
};

// Rules xgu.cancel.*
class CancelCall final : public OnSession {
 public:
  CancelCall(Request request, SessionPtr session, Commands commands)
      : OnSession(std::move(request), Operation::kCancel, "upload.cancel", std::move(session),
                  commands) {}

 private:
  Response answer(BodySource& body) override {
    discard_body(request().head, body);
    Turn turn = session_->begin_turn(nullptr);
    const std::uint64_t before = turn.offset();
    note(before, before);
    if (turn.state() == SessionState::kActive) {
      if (!turn.cancel()) return violation_answer(request(), *session_, unavailable());
      note(before, 0);
    }
    return *ended_answer(request(), *session_, turn.snapshot(), commands_, false);
  }
};

const char* rule_of(const Commands& commands) {
  return commands.finalize ? "upload.finalize" : "upload.chunk";
}

class DataCall final : public OnSession {
 public:
  DataCall(Request request, SessionPtr session, DataRequest data)
      : OnSession(std::move(request),
                  data.commands.finalize ? Operation::kFinalize : Operation::kAppend,
                  rule_of(data.commands), std::move(session), data.commands),
        data_(data) {
    info_.claimed = claimed_by(data_, this->request().head, session_->spec().declared_total);
  }

 private:
  Response answer(BodySource& body) override {
    Response response = take_data(request(), *session_, data_, body, info_);
    refused_ = response.status >= 400;
    // After the turn: a client that is refused may take its time to finish sending.
    discard_body(request().head, body);
    return response;
  }
  std::optional<Response> again() override {
    const SessionSnapshot snapshot = session_->snapshot();
    if (auto ended = ended_answer(request(), *session_, snapshot, commands_, true)) return ended;
    if (refused_) return std::nullopt;
    return chunk_answer(request(), *session_, snapshot);
  }

  DataRequest data_;
  bool refused_ = false;
};

class UnknownSession final : public UploadCall {
 public:
  UnknownSession(Request request, Operation operation)
      : UploadCall(std::move(request), operation, "upload.unknown") {}

 private:
  Response answer(BodySource& body) override {
    discard_body(request().head, body);
    return unknown_session_answer(request());
  }
};

class RefusedCommand final : public OnSession {
 public:
  RefusedCommand(Request request, Operation operation, SessionPtr session, Commands commands,
                 Refusal refusal)
      : OnSession(std::move(request), operation, "upload.refused", std::move(session), commands),
        refusal_(std::move(refusal)) {}

 private:
  Response answer(BodySource& body) override {
    discard_body(request().head, body);
    const SessionSnapshot snapshot = session_->snapshot();
    note(snapshot.offset, snapshot.offset);
    return snapshot.state == SessionState::kActive
               ? violation_answer(request(), *session_, refusal_)
               : refusal_answer(request(), session_.get(), refusal_);
  }

  Refusal refusal_;
};

Operation operation_of(const Commands& commands) {
  if (commands.query) return Operation::kQuery;
  if (commands.cancel) return Operation::kCancel;
  if (commands.finalize) return Operation::kFinalize;
  return commands.upload ? Operation::kAppend : Operation::kOther;
}

std::unique_ptr<Call> refuse(Request request, SessionPtr session, Commands commands,
                             std::string text) {
  return refuse_session(std::move(request), std::move(session), commands,
                        bad_request(std::move(text)));
}

std::unique_ptr<Call> open_data(Request request, SessionPtr session, Commands commands) {
  const auto offset = upload_offset(request.head.headers);
  if (!offset) return refuse(std::move(request), std::move(session), commands, offset.error().text);
  const DataRequest data{.commands = commands,
                         .offset = *offset,
                         .offset_given = request.head.headers.has("X-Goog-Upload-Offset")};
  return std::make_unique<DataCall>(std::move(request), std::move(session), data);
}

}  // namespace

std::unique_ptr<Call> refuse_session(Request request, SessionPtr session, Commands commands,
                                     Refusal refusal) {
  return std::make_unique<RefusedCommand>(std::move(request), operation_of(commands),
                                          std::move(session), commands, std::move(refusal));
}

// Rule xgu.command.on-session: query wins, then cancel; start has no business here.
std::unique_ptr<Call> open_session(Request request, SessionPtr session, Commands commands) {
  if (!session) {
    return std::make_unique<UnknownSession>(std::move(request), operation_of(commands));
  }
  if (commands.query) {
    return std::make_unique<QueryCall>(std::move(request), std::move(session), commands);
  }
  if (commands.cancel) {
    return std::make_unique<CancelCall>(std::move(request), std::move(session), commands);
  }
  if (commands.start || commands.none()) {
    const char* text = commands.none() ? "Missing upload command." : "The upload has been started.";
    return refuse(std::move(request), std::move(session), commands, text);
  }
  return open_data(std::move(request), std::move(session), commands);
}

}  // namespace resumulator::x_goog_upload
