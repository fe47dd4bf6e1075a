// Answers of the protocol: a session's state as header fields, in the spelling the service uses.
//
// HTTP/1.1 clients look names up by their case, so each name is written in one place here.
//
// Source   docs/protocols/x-goog-upload.md, rules xgu.headers.*
// Threads  pure functions but for the id they draw from the world.
#pragma once

#include <optional>
#include <string_view>

#include "protocols/x_goog_upload/command.h"
#include "protocols/x_goog_upload/service.h"

namespace resumulator::x_goog_upload {

inline constexpr std::string_view kActive = "active";
inline constexpr std::string_view kFinal = "final";
inline constexpr std::string_view kCancelled = "cancelled";

/// 200 without a body; the session's id, or a fresh one where there is none.
[[nodiscard]] Response plain_answer(const Request& request, const UploadSession* session);
void set_upload_status(Response& response, std::string_view status);

/// The session is open: URLs and granularity.
[[nodiscard]] Response started_answer(const Request& request, const UploadSession& session);
/// Adds them to the answer of "start, upload".
void add_session_urls(const Request& request, const UploadSession& session, Response& response);
[[nodiscard]] Response chunk_answer(const Request& request, const UploadSession& session,
                                    SessionSnapshot snapshot);
[[nodiscard]] Response query_answer(const Request& request, const UploadSession& session,
                                    SessionSnapshot snapshot);
[[nodiscard]] Response final_answer(const Request& request, const UploadSession& session,
                                    const ObjectPtr& object);
/// Refused; `upload_status` empty: none is told.
[[nodiscard]] Response refusal_answer(const Request& request, const UploadSession* session,
                                      const Refusal& refusal, std::string_view upload_status = {});
/// Refused, and the session lives: tells its status where the dialect does.
[[nodiscard]] Response violation_answer(const Request& request, const UploadSession& session,
                                        const Refusal& refusal);
[[nodiscard]] Response unknown_session_answer(const Request& request);

/// An answer of the front end that no session gives: its sentence, and nothing of an upload.
[[nodiscard]] Response sentence_answer(int status, std::string_view text);

/// What a session that is no longer active answers to `commands`; empty while it is active.
/// `again`: the request asks for nothing but the end it already had (finalize without new bytes).
[[nodiscard]] std::optional<Response> ended_answer(const Request& request,
                                                   const UploadSession& session,
                                                   const SessionSnapshot& snapshot,
                                                   const Commands& commands, bool again);

}  // namespace resumulator::x_goog_upload
