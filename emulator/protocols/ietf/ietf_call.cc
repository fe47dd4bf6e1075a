#include "protocols/ietf/ietf_call.h"

#include <utility>

#include "protocols/discard_body.h"

namespace resumulator::ietf {
namespace {

class RefusedCall final : public IetfCall {
 public:
  RefusedCall(Request request, Problem problem)
      : IetfCall(std::move(request), Operation::kOther, "ietf.v1.refused"), problem_(problem) {}

 private:
  Response answer(BodySource&) override { return refuse(problem_); }

  Problem problem_;
};

}  // namespace

IetfCall::IetfCall(Request request, Operation operation, const char* rule)
    : request_(std::move(request)) {
  info_.operation = operation;
  info_.rule = rule;
  info_.bucket = kBucket;
  if (request_.upload) info_.object = *request_.upload;
}

void IetfCall::name_session(const SessionPtr& session) {
  info_.session = session;
  if (session) info_.object = session->spec().object;
}

Response IetfCall::refuse(const Problem& problem, std::optional<Offsets> offsets) {
  refused_ = true;
  // Rule ietf.common.refusal: from version 9 on "complete" would say that the answer is the
  // target's.
  const bool complete = !dialect().replays && info_.session &&
                        info_.session->glance().state == SessionState::kComplete;
  return problem_answer(request_, problem, offsets, complete);
}

Response IetfCall::refuse_gone() { return refuse(with_status(kNotFound, options().gone_status)); }

Response IetfCall::run(BodySource& body) {
  Response response = answer(body);
  discard_body(request_.head, body);
  dress(request_, response);
  return response;
}

std::optional<Response> IetfCall::answer_again() {
  // A refusal stays what it was, unless the upload has ended while the request was under way.
  const bool appends =
      info_.operation == Operation::kAppend || info_.operation == Operation::kFinalize;
  const bool gone =
      appends && info_.session && !is_there(request_, *info_.session, info_.session->glance());
  if (refused_ && !gone) return std::nullopt;
  std::optional<Response> response = gone ? refuse_gone() : again();
  if (response) dress(request_, *response);
  return response;
}

std::unique_ptr<Call> open_refused(Request request, Problem problem) {
  return std::make_unique<RefusedCall>(std::move(request), problem);
}

}  // namespace resumulator::ietf
