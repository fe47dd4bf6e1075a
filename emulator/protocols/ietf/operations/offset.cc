// HEAD on an upload, and GET from version 9 on: how far is it.
#include "protocols/ietf/ietf_call.h"

namespace resumulator::ietf {
namespace {

class Offset final : public IetfCall {
 public:
  explicit Offset(Request request)
      : IetfCall(std::move(request), Operation::kQuery, "ietf.v1.query") {
    name_session(find_upload(this->request()));
  }

 private:
  Response answer(BodySource& body) override;
  std::optional<Response> again() override {
    return info_.session ? std::optional(told(info_.session->glance())) : std::nullopt;
  }
  [[nodiscard]] Response told(const SessionSnapshot& shot);
};

// Rules ietf.retrieve.answer, ietf.retrieve.length
Response Offset::told(const SessionSnapshot& shot) {
  if (!is_there(request(), *info_.session, shot)) return refuse_gone();
  Response response = plain_answer(204);
  response.headers.add("Upload-Offset", std::to_string(told_offset(shot)));
  add_complete(response.headers, dialect(), shot.state == SessionState::kComplete);
  const auto length = length_of(shot);
  if (length && dialect().has_length) {
    response.headers.add("Upload-Length", std::to_string(*length));
  }
  add_limit(request(), response.headers);
  response.headers.add("Cache-Control", "no-store");
  return response;
}

// Rule ietf.retrieve.strict
Response Offset::answer(BodySource&) {
  if (options().strict_head && has_upload_fields(request().head.headers)) {
    return refuse(kBadRetrieval);
  }
  if (!info_.session) return refuse_gone();
  const auto turn = take_turn(request(), *info_.session, nullptr);
  if (!turn) return refuse(busy(request()));
  const SessionSnapshot shot = turn->glance();
  info_.persisted_before = info_.persisted_after = offset_of(shot);
  return told(shot);
}

}  // namespace

std::unique_ptr<Call> open_offset(Request request) {
  return std::make_unique<Offset>(std::move(request));
}

}  // namespace resumulator::ietf
