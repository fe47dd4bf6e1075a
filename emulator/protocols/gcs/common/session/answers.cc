#include "protocols/gcs/common/session/answers.h"

#include "protocols/gcs/common/answer.h"
#include "protocols/gcs/common/session/dialect.h"

namespace resumulator::gcs {
namespace {

constexpr const char* kText = "text/plain; charset=utf-8";

const GcsSwitches& switches(const Request& request) { return request.world->options().gcs; }

Report report_of(const Request& request) {
  return request.report == nullptr ? Report{} : *request.report;
}

Response answer(const Request& request, int status, const char* type,
                const UploadSession* session) {
  Response response;
  response.status = status;
  response.headers = answer_headers(*request.world, CacheSet::kNone, type,
                                    session == nullptr ? std::string() : session->id());
  return response;
}

// Rule gcs.session.gone-body: no recording shows these bodies.
Response gone_answer(const Request& request, const UploadSession* session, int status) {
  const char* text = status == 404 ? "Not Found" : status == 410 ? "Gone" : "Bad Request";
  if (!switches(request).session_error_json) {
    Response response = answer(request, status, kText, session);
    response.body = text;
    return response;
  }
  const ApiError error = status == 404   ? not_found(text)
                         : status == 410 ? gone(text)
                                         : bad_request(text);
  return request.dialect->failed(request, nullptr, error);
}

// Rule gcs.session.poison-replay: the words of the refusal that ended it, each time.
Response terminated_answer(const Request& request, const UploadSession& session,
                           const Termination& termination) {
  switch (switches(request).poison_replay) {
    case GcsSwitches::PoisonReplay::k410:
      return gone_answer(request, &session, 410);
    case GcsSwitches::PoisonReplay::k404:
      return gone_answer(request, &session, 404);
    case GcsSwitches::PoisonReplay::kSame:
    case GcsSwitches::PoisonReplay::kOff:
      break;
  }
  // An end nobody gave words to speaks as the service does.
  if (termination.text.empty()) return gone_answer(request, &session, termination.status);
  // A document is an error about the object, a sentence one about the transfer.
  const bool document = termination.text.starts_with('{') || termination.text.starts_with('<');
  Response response = answer(request, termination.status, kText, &session);
  if (document) response.headers = request.dialect->failure_headers(request, session);
  response.body = termination.text;
  return response;
}

bool wants_no_308(const Request& request) {
  return request.head.headers.get("X-GUploader-No-308") == "yes";
}

}  // namespace

Response incomplete_answer(const Request& request, const UploadSession& session,
                           SessionSnapshot snapshot) {
  snapshot = reported(report_of(request), std::move(snapshot));
  // Rule gcs.session.no-308.
  const bool disguised = wants_no_308(request);
  Response response = answer(request, disguised ? 200 : 308, kText, &session);
  if (disguised) response.headers.add("X-HTTP-Status-Code-Override", "308");
  // Rule gcs.range.nothing: neither "0-0" nor "0--1" stands for nothing.
  if (snapshot.offset == 0) return response;
  response.headers.add("Range", "bytes=0-" + std::to_string(snapshot.offset - 1));
  if (!switches(request).range_hash_headers) return response;
  if (snapshot.digests.md5) response.headers.add("X-Range-MD5", md5_hex(*snapshot.digests.md5));
  response.headers.add("X-Goog-Running-Hash", "crc32c=" + crc32c_base64(snapshot.digests.crc32c));
  return response;
}

Response complete_answer(const Request& request, const UploadSession& session,
                         const ObjectPtr& stored) {
  const ObjectPtr told = reported(report_of(request), stored);
  return request.dialect->completed(request, session, *told);
}

Response unknown_session_answer(const Request& request) {
  return gone_answer(request, nullptr, switches(request).unknown_session_status);
}

std::optional<Response> ended_answer(const Request& request, const UploadSession& session,
                                     const SessionSnapshot& snapshot) {
  switch (snapshot.state) {
    case SessionState::kActive:
      return std::nullopt;
    case SessionState::kComplete:
      if (switches(request).post_final == 404) return gone_answer(request, &session, 404);
      return complete_answer(request, session, snapshot.result);
    case SessionState::kCancelled:
      return cancelled_answer(request, session, switches(request).cancelled_session_status);
    case SessionState::kExpired:
      return gone_answer(request, &session, switches(request).expired_session_status);
    case SessionState::kTerminated:
      return terminated_answer(request, session, snapshot.termination);
  }
  return std::nullopt;
}

Response session_answer(const Request& request, const UploadSession& session,
                        const SessionSnapshot& snapshot) {
  if (auto ended = ended_answer(request, session, snapshot)) return *std::move(ended);
  return incomplete_answer(request, session, snapshot);
}

Response cancelled_answer(const Request& request, const UploadSession& session, int status) {
  if (status == 499 || status == 204) return answer(request, status, kText, &session);
  if (status == 405) return session_error_answer(request, session, method_not_allowed());
  return gone_answer(request, &session, status);
}

Response refusal_answer(const Request& request, const UploadSession& session, int status,
                        std::string text) {
  Response response = answer(request, status, kText, &session);
  response.body = std::move(text);
  return response;
}

Response session_error_answer(const Request& request, const UploadSession& session,
                              const ApiError& error) {
  return request.dialect->failed(request, &session, error);
}

}  // namespace resumulator::gcs
