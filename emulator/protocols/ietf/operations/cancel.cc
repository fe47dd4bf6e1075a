// DELETE on an upload: it ends. What a finished one has become stays.
#include "protocols/ietf/ietf_call.h"

namespace resumulator::ietf {
namespace {

class Cancel final : public IetfCall {
 public:
  explicit Cancel(Request request)
      : IetfCall(std::move(request), Operation::kCancel, "ietf.v1.cancel") {
    name_session(find_upload(this->request()));
  }

 private:
  Response answer(BodySource& body) override;
};

constexpr int kFieldsForbiddenUpTo = 6;

// Rules ietf.cancel.answer, ietf.cancel.fields
Response Cancel::answer(BodySource&) {
  const Headers& headers = request().head.headers;
  const bool has_fields = headers.has("Upload-Offset") || headers.has("Upload-Complete") ||
                          headers.has("Upload-Incomplete");
  if (has_fields && dialect().number <= kFieldsForbiddenUpTo) return refuse(kBadCancellation);
  if (!info_.session) return refuse_gone();
  auto turn = take_turn(request(), *info_.session, nullptr);
  if (!turn) return refuse(busy(request()));
  const SessionSnapshot shot = turn->glance();
  info_.persisted_before = info_.persisted_after = offset_of(shot);
  if (!is_there(request(), *info_.session, shot)) return refuse_gone();
  const bool complete = shot.state == SessionState::kComplete;
  const auto ended = complete ? turn->forget_result() : turn->cancel();
  if (!ended) return refuse(kCannotStore);
  if (!complete) info_.persisted_after = 0;
  return plain_answer(204);
}

}  // namespace

std::unique_ptr<Call> open_cancel(Request request) {
  return std::make_unique<Cancel>(std::move(request));
}

}  // namespace resumulator::ietf
