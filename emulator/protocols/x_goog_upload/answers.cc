#include "protocols/x_goog_upload/answers.h"

#include <utility>

#include "core/base/strings.h"

namespace resumulator::x_goog_upload {
namespace {

constexpr const char* kText = "text/plain; charset=utf-8";
constexpr const char* kStatus = "X-Goog-Upload-Status";
constexpr const char* kSize = "X-Goog-Upload-Size-Received";
constexpr const char* kGranularity = "X-Goog-Upload-Chunk-Granularity";

SessionSnapshot told(const Request& request, SessionSnapshot snapshot) {
  return request.report == nullptr ? snapshot : reported(*request.report, std::move(snapshot));
}

ObjectPtr told(const Request& request, const ObjectPtr& object) {
  return request.report == nullptr ? object : reported(*request.report, object);
}

void add_size(Response& response, std::uint64_t size) {
  response.headers.add(kSize, std::to_string(size));
}

// Rule xgu.start.url: the path and query of the request that opened it, then the id. The URL of
// another session may have been asked: its id is not kept.
std::string session_url(const Request& request, const UploadSession& session) {
  std::string url = request.base_url + std::string(request.head.path()) + "?";
  for (const std::string_view pair : split(request.query.raw(), '&')) {
    const bool names_another =
        pair.starts_with("upload_id=") || pair.starts_with("upload_protocol=");
    if (!pair.empty() && !names_another) url.append(pair).append("&");
  }
  return url + "upload_id=" + session.id() + "&upload_protocol=resumable";
}

// Rule xgu.data.after-end.
Response terminated(const Request& request, const UploadSession& session,
                    std::string_view upload_status) {
  return refusal_answer(
      request, &session,
      {.status = 400, .code = 9, .message = "Upload has already been terminated."}, upload_status);
}

// Rules xgu.final.replay, xgu.query.final, xgu.cancel.final.
Response complete_answer(const Request& request, const UploadSession& session,
                         const SessionSnapshot& snapshot, const Commands& commands, bool again) {
  if (commands.query) {
    Response response = request.profile.body_on_final_query
                            ? final_answer(request, session, snapshot.result)
                            : plain_answer(request, &session);
    set_upload_status(response, kFinal);
    if (request.profile.size_on_final_query) add_size(response, snapshot.result->size);
    return response;
  }
  const bool replays = again && !commands.cancel && request.profile.replays_final;
  return replays ? final_answer(request, session, snapshot.result)
                 : terminated(request, session, kFinal);
}

// Rule xgu.final.rejected: the refusal is kept and repeated. Where no words were kept, the session
// was made to vanish.
Response rejected_answer(const Request& request, const UploadSession& session,
                         const Termination& end, const Commands& commands, bool again) {
  if (end.text.empty()) {
    return refusal_answer(
        request, nullptr,
        {.status = end.status, .code = 5, .message = "Requested upload was not found."});
  }
  if (!commands.query && !(again && !commands.cancel)) return terminated(request, session, kFinal);
  Response response = plain_answer(request, &session);
  response.status = end.status;
  set_upload_status(response, kFinal);
  request.service->write_ended(end, response);
  return response;
}

// The upload library of Apple's platforms asks and goes on after a refusal only where it was told
// that the session is active. It puts this behind the name of the app.
bool goes_on_where_told(const RequestHead& head) {
  return head.headers.get("User-Agent").find("(GTMSUF/") != std::string_view::npos;
}

// Rule photos.upload.status-on-errors.
bool says_active(const Request& request) {
  switch (request.profile.status_on_errors) {
    case UploadStatusOnErrors::kOmit:
      return false;
    case UploadStatusOnErrors::kActive:
      return true;
    case UploadStatusOnErrors::kAuto:
      return goes_on_where_told(request.head);
  }
  return false;
}

// Rules xgu.cancel.again, xgu.query.cancelled, xgu.cancel.after.
Response cancelled_answer(const Request& request, const UploadSession& session,
                          const Commands& commands) {
  if (!commands.query && !commands.cancel) return terminated(request, session, kCancelled);
  Response response = plain_answer(request, &session);
  if (commands.query) response.status = request.profile.cancelled_query_status;
  set_upload_status(response, kCancelled);
  return response;
}

}  // namespace

Response plain_answer(const Request& /*request*/, const UploadSession* session) {
  Response response;
  response.headers.add("Content-Type", kText);
  response.headers.add("X-GUploader-UploadID",
                       session == nullptr ? std::string(kRequestIdHere) : session->id());
  response.headers.add("Server", "UploadServer");
  return response;
}

void set_upload_status(Response& response, std::string_view status) {
  response.headers.set(kStatus, std::string(status));
}

void add_session_urls(const Request& request, const UploadSession& session, Response& response) {
  const std::string url = session_url(request, session);
  response.headers.add(kGranularity, std::to_string(request.profile.granularity));
  if (request.profile.control_url) response.headers.add("X-Goog-Upload-Control-URL", url);
  response.headers.add("X-Goog-Upload-URL", url);
}

Response started_answer(const Request& request, const UploadSession& session) {
  Response response = plain_answer(request, &session);
  set_upload_status(response, kActive);
  add_session_urls(request, session, response);
  return response;
}

Response chunk_answer(const Request& request, const UploadSession& session,
                      SessionSnapshot snapshot) {
  snapshot = told(request, std::move(snapshot));
  Response response = plain_answer(request, &session);
  set_upload_status(response, kActive);
  if (request.profile.size_on_chunk) add_size(response, snapshot.offset);
  return response;
}

Response query_answer(const Request& request, const UploadSession& session,
                      SessionSnapshot snapshot) {
  snapshot = told(request, std::move(snapshot));
  Response response = plain_answer(request, &session);
  set_upload_status(response, kActive);
  add_size(response, snapshot.offset);
  if (request.profile.granularity_on_query) {
    response.headers.add(kGranularity, std::to_string(request.profile.granularity));
  }
  return response;
}

Response final_answer(const Request& request, const UploadSession& session,
                      const ObjectPtr& object) {
  Response response = plain_answer(request, &session);
  set_upload_status(response, kFinal);
  request.service->write_result(request, session.spec(), told(request, object), response);
  return response;
}

Response refusal_answer(const Request& request, const UploadSession* session,
                        const Refusal& refusal, std::string_view upload_status) {
  Response response = plain_answer(request, session);
  response.status = refusal.status;
  if (refusal.ends) upload_status = kFinal;
  if (!upload_status.empty()) set_upload_status(response, upload_status);
  request.service->write_refusal(request, refusal, response);
  return response;
}

Response violation_answer(const Request& request, const UploadSession& session,
                          const Refusal& refusal) {
  return refusal_answer(request, &session, refusal,
                        says_active(request) ? kActive : std::string_view());
}

Response unknown_session_answer(const Request& request) {
  return refusal_answer(request, nullptr,
                        {.status = request.profile.unknown_session_status,
                         .code = 5,
                         .message = "Requested upload was not found."});
}

Response sentence_answer(int status, std::string_view text) {
  Response response;
  response.status = status;
  response.headers.add("Content-Type", kText);
  response.headers.add("Server", "UploadServer");
  response.body = text;
  return response;
}

std::optional<Response> ended_answer(const Request& request, const UploadSession& session,
                                     const SessionSnapshot& snapshot, const Commands& commands,
                                     bool again) {
  switch (snapshot.state) {
    case SessionState::kActive:
      return std::nullopt;
    case SessionState::kComplete:
      return complete_answer(request, session, snapshot, commands, again);
    case SessionState::kCancelled:
      return cancelled_answer(request, session, commands);
    case SessionState::kExpired:
      return unknown_session_answer(request);
    case SessionState::kTerminated:
      return rejected_answer(request, session, snapshot.termination, commands, again);
  }
  return std::nullopt;
}

}  // namespace resumulator::x_goog_upload
