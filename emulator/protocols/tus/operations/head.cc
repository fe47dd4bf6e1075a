// HEAD on an upload: how far is it.
#include "protocols/tus/tus_call.h"

namespace resumulator::tus {
namespace {

class Head final : public TusCall {
 public:
  explicit Head(Request request) : TusCall(std::move(request), Operation::kQuery, "tus.v1.query") {
    name_session(find_upload(this->request()));
  }

 private:
  [[nodiscard]] bool needs_version() const override { return options().head_version_check; }
  Response answer(BodySource& body) override;
  std::optional<Response> again() override {
    return info_.session ? std::optional(told(info_.session->glance())) : std::nullopt;
  }
  [[nodiscard]] Response told(const SessionSnapshot& shot) const;
};

// Rules tus.head.answer, tus.head.length, tus.metadata.given-back, tus.head.final, tus.head.expires
Response Head::told(const SessionSnapshot& shot) const {
  if (const auto problem = absence(request(), *info_.session, shot)) return error_answer(*problem);
  const Memory memory = memory_of(info_.session->spec().adapter);
  const bool complete = is_complete(shot, memory.kind);
  const bool pending = memory.kind == Kind::kFinal && !complete;
  Response response = plain_answer(200);
  if (!pending) response.headers.add("Upload-Offset", std::to_string(told_offset(shot)));
  if (const auto length = length_of(shot)) {
    response.headers.add("Upload-Length", std::to_string(*length));
  } else if (!pending) {
    response.headers.add("Upload-Defer-Length", "1");
  }
  if (!memory.metadata.empty()) response.headers.add("Upload-Metadata", memory.metadata);
  if (!memory.concat.empty()) response.headers.add("Upload-Concat", memory.concat);
  if (options().expires_on_head) {
    add_expiry(request(), *info_.session, shot.state == SessionState::kActive, response);
  }
  response.headers.add("Cache-Control", "no-store");
  return response;
}

Response Head::answer(BodySource&) {
  if (!info_.session) return refuse(kNotFound);
  catch_up_finals(request(), memory_of(info_.session->spec().adapter).sources);
  auto turn = take_turn(request(), *info_.session, nullptr);
  if (!turn) return refuse(lock_problem(request()));
  if (const auto problem = catch_up(request(), *turn, info_)) return refuse(*problem);
  const SessionSnapshot shot = turn->glance();
  info_.persisted_before = info_.persisted_after = offset_of(shot);
  return told(shot);
}

}  // namespace

std::unique_ptr<Call> open_head(Request request) {
  return std::make_unique<Head>(std::move(request));
}

}  // namespace resumulator::tus
