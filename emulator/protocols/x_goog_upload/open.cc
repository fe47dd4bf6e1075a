#include "protocols/x_goog_upload/open.h"

#include <utility>

#include "core/base/strings.h"
#include "protocols/discard_body.h"
#include "protocols/x_goog_upload/answers.h"
#include "protocols/x_goog_upload/browser.h"
#include "protocols/x_goog_upload/upload_call.h"

namespace resumulator::x_goog_upload {
namespace {

class RefusedUpload final : public UploadCall {
 public:
  RefusedUpload(Request request, Operation operation, Refusal refusal)
      : UploadCall(std::move(request), operation, "upload.refused"), refusal_(std::move(refusal)) {}

 private:
  Response answer(BodySource& body) override {
    discard_body(request().head, body);
    return refusal_answer(request(), nullptr, refusal_);
  }

  Refusal refusal_;
};

class Preflight final : public UploadCall {
 public:
  explicit Preflight(Request request)
      : UploadCall(std::move(request), Operation::kOther, "upload.preflight") {}

 private:
  Response answer(BodySource& body) override {
    discard_body(request().head, body);
    return preflight_answer(request().head);
  }
};

Operation operation_of(const Commands& commands) {
  if (commands.query) return Operation::kQuery;
  if (commands.cancel) return Operation::kCancel;
  if (commands.finalize) return Operation::kFinalize;
  return commands.upload ? Operation::kAppend : Operation::kOther;
}

std::unique_ptr<Call> refuse(Request request, std::string message,
                             Operation operation = Operation::kOther) {
  return refuse_call(std::move(request), operation, bad_request(std::move(message)));
}

// Rule xgu.session.method.
Refusal wrong_method() { return {.status = 405, .code = 12, .message = "Method not allowed."}; }

std::unique_ptr<Call> open_resumable(Request request);

// Rules xgu.session.method, xgu.session.protocol-value, xgu.command.unknown: what is wrong with a
// request whatever its session has; else its commands.
std::variant<Commands, Refusal> commands_on_session(const Request& request) {
  if (request.head.method != "POST" && request.head.method != "PUT") return wrong_method();
  const std::string* form = request.query.find("upload_protocol");
  if (form != nullptr && *form != "resumable") {
    return bad_request("Invalid upload_protocol: " + form->substr(0, 40));
  }
  auto commands = parse_commands(request.head.headers.get("X-Goog-Upload-Command"));
  if (!commands) return bad_request(commands.error().text);
  return *commands;
}

// Rules xgu.command.on-session, xgu.command.restart, xgu.session.unknown, xgu.session.id-missing.
std::unique_ptr<Call> open_on_session(Request request, const std::string& id) {
  if (id.empty()) return refuse(std::move(request), "Missing upload_id.");
  SessionPtr session = request.world->sessions().find(id);
  // An id of another protocol is none of ours.
  if (session && session->spec().protocol != request.profile.protocol) session = nullptr;
  auto read = commands_on_session(request);
  if (auto* refusal = std::get_if<Refusal>(&read)) {
    return session ? refuse_session(std::move(request), std::move(session), {}, std::move(*refusal))
                   : refuse_call(std::move(request), Operation::kOther, std::move(*refusal));
  }
  const auto* commands = std::get_if<Commands>(&read);
  const bool restarts = commands->start && request.profile.restarts;
  if (auto refusal = request.service->authorize(request, !restarts)) {
    return refuse_call(std::move(request), operation_of(*commands), *std::move(refusal));
  }
  if (restarts) return open_resumable(std::move(request));
  return open_session(std::move(request), std::move(session), *commands);
}

bool has_body(const RequestHead& head) {
  return head.framing.kind == BodyFraming::Kind::kChunked || head.framing.length > 0;
}

// Rules xgu.command.combined-start, xgu.command.without-session.
std::unique_ptr<Call> open_resumable(Request request) {
  const auto commands = parse_commands(request.head.headers.get("X-Goog-Upload-Command"));
  if (!commands) return refuse(std::move(request), commands.error().text);
  const bool start = commands->start && !commands->query && !commands->cancel &&
                     (!commands->data() || request.profile.combined_start);
  if (!start) {
    const std::string text =
        commands->none() ? std::string("Missing upload command.")
                         : "Invalid upload command without a session: " + to_string(*commands);
    return refuse(std::move(request), text, operation_of(*commands));
  }
  return open_start(std::move(request), *commands);
}

// Rules xgu.form.missing, xgu.form.unknown.
std::unique_ptr<Call> open_new(Request request) {
  if (request.head.method != "POST" && request.head.method != "PUT") {
    return refuse_call(std::move(request), Operation::kOther, wrong_method());
  }
  if (auto refusal = request.service->authorize(request, false)) {
    return refuse_call(std::move(request), Operation::kCreate, *std::move(refusal));
  }
  switch (const UploadForm form = upload_form(request.head.headers)) {
    case UploadForm::kResumable:
      return open_resumable(std::move(request));
    case UploadForm::kRaw:
    case UploadForm::kMultipart:
      return open_whole(std::move(request), form);
    case UploadForm::kNone:
      if (request.profile.default_is_raw &&
          (request.profile.default_may_be_empty || has_body(request.head))) {
        return open_whole(std::move(request), UploadForm::kRaw);
      }
      return refuse(std::move(request), "Missing upload protocol.");
    case UploadForm::kUnknown:
      break;
  }
  return refuse(std::move(request), "Unknown upload protocol.");
}

}  // namespace

std::string base_url(const RequestHead& head, const Options& options) {
  std::string url = options.external_url;
  while (url.ends_with('/')) url.pop_back();
  if (url.empty()) url = head.scheme + "://" + std::string(head.headers.get("Host"));
  return url + head.mount;
}

Request make_request(const RequestHead& head, const std::shared_ptr<World>& world,
                     std::shared_ptr<const Service> service) {
  Request request;
  request.head = head;
  request.world = world;
  if (auto query = Query::parse(head.query())) request.query = *std::move(query);
  request.base_url = base_url(head, world->options());
  request.profile = service->profile(world->options());
  request.service = std::move(service);
  return request;
}

std::unique_ptr<Call> open_upload(Request request) {
  if (request.head.method == "OPTIONS") return std::make_unique<Preflight>(std::move(request));
  // Rule xgu.session.dispatch.
  if (const std::string* id = request.query.find("upload_id")) {
    const std::string copy = *id;
    return open_on_session(std::move(request), copy);
  }
  return open_new(std::move(request));
}

std::unique_ptr<Call> refuse_call(Request request, Operation operation, Refusal refusal) {
  return std::make_unique<RefusedUpload>(std::move(request), operation, std::move(refusal));
}

}  // namespace resumulator::x_goog_upload
