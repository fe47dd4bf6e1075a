// Command `start`: opens a session and says where it lives. Together with data commands it then
// takes the data as though the session's own URL had been asked.
#include "protocols/discard_body.h"
#include "protocols/x_goog_upload/answers.h"
#include "protocols/x_goog_upload/upload_call.h"

namespace resumulator::x_goog_upload {
namespace {

class StartCall final : public UploadCall {
 public:
  StartCall(Request request, Commands commands)
      : UploadCall(std::move(request), Operation::kCreate, "upload.start"), commands_(commands) {
    service().describe(this->request(), info_);
  }

 private:
  using Prepared = std::variant<SessionSpec, Refusal>;

  Response answer(BodySource& body) override;
  Prepared prepare(BodySource& body);
  Response with_data(UploadSession& session, BodySource& body);

  Commands commands_;
};

// Rules xgu.start.metadata, xgu.start.body-ignored.
StartCall::Prepared StartCall::prepare(BodySource& body) {
  auto head = parse_upload_head(request().head.headers);
  if (!head) return bad_request(head.error().text);
  std::string metadata;
  if (profile().reads_metadata && !commands_.data()) {
    auto text = read_all(body, world().options().limits.metadata_bytes_max);
    if (!text && text.error().kind == ErrorKind::kTooLarge) {
      return Refusal{.status = 413, .code = 3, .message = "The metadata is too large."};
    }
    if (!text) return bad_request("The metadata was not received in full.");
    metadata = *std::move(text);
  }
  if (head->total == std::uint64_t{0} && !profile().zero_size_is_empty) head->total.reset();
  if (head->total && *head->total > world().options().limits.object_bytes_max) {
    return Refusal{.status = 413, .code = 11, .message = "The upload is too large.", .ends = true};
  }
  return service().prepare(request(), *head, metadata);
}

Response StartCall::with_data(UploadSession& session, BodySource& body) {
  const DataRequest data{.commands = commands_, .offset = 0, .offset_given = true};
  info_.claimed = claimed_by(data, request().head, session.spec().declared_total);
  Response response = take_data(request(), session, data, body, info_);
  add_session_urls(request(), session, response);
  return response;
}

Response StartCall::answer(BodySource& body) {
  auto prepared = prepare(body);
  if (const auto* refusal = std::get_if<Refusal>(&prepared)) {
    discard_body(request().head, body);
    return refusal_answer(request(), nullptr, *refusal);
  }
  SessionSpec& spec = std::get<SessionSpec>(prepared);
  info_.bucket = spec.bucket;
  const auto session = world().sessions().create(std::move(spec));
  if (!session) {
    discard_body(request().head, body);
    return refusal_answer(request(), nullptr, unavailable());
  }
  info_.session = *session;
  Response response =
      commands_.data() ? with_data(**session, body) : started_answer(request(), **session);
  discard_body(request().head, body);
  return response;
}

}  // namespace

std::unique_ptr<Call> open_start(Request request, Commands commands) {
  return std::make_unique<StartCall>(std::move(request), commands);
}

}  // namespace resumulator::x_goog_upload
