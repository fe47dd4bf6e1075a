#include "protocols/tus/tus_call.h"

#include <algorithm>
#include <utility>

#include "protocols/discard_body.h"

namespace resumulator::tus {
namespace {

class RefusedCall final : public TusCall {
 public:
  RefusedCall(Request request, Problem problem)
      : TusCall(std::move(request), Operation::kOther, "tus.v1.refused"), problem_(problem) {}

 private:
  [[nodiscard]] bool needs_version() const override { return request().method != "GET"; }
  Response answer(BodySource&) override {
    Response response = refuse(problem_);
    // Rule tus.common.method
    if (problem_.status == kMethodNotAllowed.status) {
      response.headers.add(
          "Allow", request().upload ? "GET, HEAD, PATCH, DELETE, OPTIONS" : "POST, OPTIONS");
    }
    return response;
  }

  Problem problem_;
};

/// Whether the request says the version, and no other one.
bool speaks(const RequestHead& head) {
  const auto versions = head.headers.all("Tus-Resumable");
  return !versions.empty() && std::all_of(versions.begin(), versions.end(),
                                          [](auto version) { return version == kVersion; });
}

}  // namespace

TusCall::TusCall(Request request, Operation operation, const char* rule)
    : request_(std::move(request)) {
  info_.operation = operation;
  info_.rule = rule;
  info_.bucket = kBucket;
  if (request_.upload) info_.object = *request_.upload;
}

void TusCall::name_session(const SessionPtr& session) {
  info_.session = session;
  if (session) info_.object = session->spec().object;
}

Response TusCall::refuse(const Problem& problem) {
  refused_ = true;
  return error_answer(problem);
}

void TusCall::note_cut(const Appended& done, const std::optional<Problem>& problem) {
  if (!problem || done.outcome != Appended::Outcome::kCut) return;
  info_.note = problem->code;
  const std::string_view code = problem->code;
  info_.tells_cut = code == kUnexpectedEnd.code || code == kServerShutdown.code;
}

// Rule tus.common.version
Response TusCall::run(BodySource& body) {
  const bool refused = needs_version() && !speaks(request_.head);
  Response response = refused ? refuse(kUnsupportedVersion) : answer(body);
  after_turn();
  // Rule tus.concat.not-partial: by the switch, what has just become an object may be a part.
  if (options().concat_any && info_.session && info_.generation != 0) {
    assemble_waiting(request_, info_.session->id());
  }
  discard_body(request_.head, body);
  dress(request_.head, response);
  return response;
}

// A refusal stays what it was, unless the upload has ended while the request was under way.
std::optional<Response> TusCall::gone_meanwhile() const {
  const bool makes = info_.operation == Operation::kCreate || info_.operation == Operation::kSimple;
  if (makes || !info_.session) return std::nullopt;
  const auto problem = absence(request_, *info_.session, info_.session->glance());
  return problem ? std::optional(error_answer(*problem)) : std::nullopt;
}

std::optional<Response> TusCall::answer_again() {
  std::optional<Response> response = refused_ ? gone_meanwhile() : again();
  if (response) dress(request_.head, *response);
  return response;
}

std::unique_ptr<Call> open_refused(Request request, Problem problem) {
  return std::make_unique<RefusedCall>(std::move(request), problem);
}

}  // namespace resumulator::tus
