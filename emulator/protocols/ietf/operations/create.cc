// A request with content to the target: an upload that can be resumed from its first byte on.
//
//   limits → length → 104 with the upload's URL → the content → the target's answer, or 201
#include "core/wire/structured_field.h"
#include "protocols/ietf/ietf_call.h"
#include "protocols/ietf/new_upload.h"

namespace resumulator::ietf {
namespace {

class Create final : public IetfCall {
 public:
  explicit Create(Request request)
      : IetfCall(std::move(request), Operation::kCreate, "ietf.v1.create"),
        complete_(read_complete(this->request().head.headers, dialect()).value_or(true)) {
    if (!complete_) return;
    info_.operation = Operation::kSimple;
    info_.rule = "ietf.v1.create-whole";
  }

 private:
  Response answer(BodySource& body) override;
  std::optional<Response> again() override {
    return info_.session ? std::optional(told(info_.session->glance())) : std::nullopt;
  }
  std::optional<Problem> refuse_head() const;
  void announce(BodySource& body) const;
  std::optional<Problem> fill(BodySource& body);
  [[nodiscard]] Response told(const SessionSnapshot& shot);

  bool complete_;
  ObjectPtr object_;
};

// Rules ietf.create.offset, ietf.length.inconsistent
std::optional<Problem> Create::refuse_head() const {
  const Headers& headers = request().head.headers;
  if (headers.has("Upload-Offset") && sf_count(headers, "Upload-Offset") != 0U) return kBadOffset;
  if (auto problem = check_limits(request(), 0, complete_)) return problem;
  const auto length = upload_length(request());
  if (length && *length > size_max(request())) return kTooLarge;
  const auto content = content_length(request());
  if (complete_ && length && content && *length != *content) return kInconsistentLength;
  if (!complete_ && length && content && *content > *length) return kTooLong;
  return std::nullopt;
}

// Rules ietf.interim.location, ietf.interim.version, ietf.interim.limit
void Create::announce(BodySource& body) const {
  if (!request().takes_interim()) return;
  Headers fields{{"Location", upload_url(request(), info_.session->id())}};
  if (request().numbered) fields.add(kVersionField, std::to_string(dialect().number));
  add_limit(request(), fields);
  static_cast<void>(body.send_interim(104, fields));
}

// Rules ietf.create.cut, ietf.complete.once
std::optional<Problem> Create::fill(BodySource& body) {
  Turn turn = info_.session->begin_turn(body.control());
  info_.persisted_before = info_.persisted_after = 0;
  const NamedLength named = named_length(request(), turn, complete_);
  if (named.problem) return named.problem;
  announce(body);
  const Transfer transfer{.complete = complete_, .length = named.length};
  const Receipt receipt = receive(request(), turn, body, transfer, report_);
  info_.persisted_after = receipt.done.offset;
  if (receipt.problem || !complete_) return receipt.problem;
  if (auto problem = finish(request(), turn, object_)) return problem;
  info_.generation = object_->generation;
  return std::nullopt;
}

// Rules ietf.create.incomplete, ietf.complete.answer
Response Create::told(const SessionSnapshot& shot) {
  if (!is_there(request(), *info_.session, shot)) return refuse_gone();
  if (shot.state == SessionState::kComplete) {
    return target_answer(request(), *info_.session, shot.result, told_offset(shot));
  }
  Response response = plain_answer(201);
  response.headers.add("Location", upload_url(request(), info_.session->id()));
  add_complete(response.headers, dialect(), false);
  response.headers.add("Upload-Offset", std::to_string(told_offset(shot)));
  add_limit(request(), response.headers);
  return response;
}

Response Create::answer(BodySource& body) {
  if (const auto problem = refuse_head()) return refuse(*problem);
  const auto made = make_upload(request());
  if (!made) return refuse(kCannotStore);
  name_session(*made);
  if (const auto problem = fill(body)) return refuse(*problem);
  return told((*made)->glance());
}

/// Served as any upload: no 104, nothing to resume.
class Plain final : public IetfCall {
 public:
  explicit Plain(Request request)
      : IetfCall(std::move(request), Operation::kSimple, "ietf.v1.plain") {}

 private:
  Response answer(BodySource& body) override;
};

// Rules ietf.plain.unknown-version, ietf.plain.no-complete, ietf.plain.too-small
Response Plain::answer(BodySource& body) {
  const auto made = make_upload(request());
  if (!made) return refuse(kCannotStore);
  name_session(*made);
  Turn turn = (*made)->begin_turn(body.control());
  const Receipt receipt =
      receive(request(), turn, body, {.complete = true, .length = {}, .limited = false}, report_);
  ObjectPtr object;
  std::optional<Problem> problem = receipt.problem;
  if (!problem) problem = finish(request(), turn, object);
  if (problem) {
    static_cast<void>(turn.cancel());  // what broke off is nobody's
    problem->says_incomplete = false;
    return refuse(*problem);
  }
  info_.generation = object->generation;
  Response response = target_answer(request(), **made, object, object->size);
  for (const char* name : {"Upload-Complete", "Upload-Incomplete", "Upload-Offset", "Location"}) {
    response.headers.remove(name);
  }
  return response;
}

/// Whether the whole is known and too small to be worth resuming.
bool is_too_small(const Request& request) {
  const auto length = upload_length(request);
  const bool complete = read_complete(request.head.headers, *request.dialect).value_or(true);
  const auto known = length ? length : complete ? content_length(request) : std::nullopt;
  return complete && known && *known < request.options().min_size;
}

}  // namespace

std::unique_ptr<Call> open_create(Request request) {
  if (is_too_small(request)) return open_plain(std::move(request));
  return std::make_unique<Create>(std::move(request));
}

std::unique_ptr<Call> open_plain(Request request) {
  return std::make_unique<Plain>(std::move(request));
}

}  // namespace resumulator::ietf
