// How a session's state looks on the wire: 308, 200, and what comes after its end. What the two
// APIs say differently is asked of Request::dialect, which must be set.
//
// Source   docs/protocols/gcs-json.md, rules gcs.session.*, gcs.finalize.*, gcs.cancel.*,
//          gcs.expiry.*
// Threads  pure functions over snapshots.
#pragma once

#include <optional>
#include <string>

#include "core/upload/session.h"
#include "core/wire/http_message.h"
#include "protocols/gcs/common/errors.h"
#include "protocols/gcs/common/request.h"

namespace resumulator::gcs {

/// "Resume Incomplete" with the persisted range; 200 with an override header for clients that ask
/// for it. No Range while nothing is persisted.
[[nodiscard]] Response incomplete_answer(const Request& request, const UploadSession& session,
                                         SessionSnapshot snapshot);
/// 200 with the object as it was when the session became complete.
[[nodiscard]] Response complete_answer(const Request& request, const UploadSession& session,
                                       const ObjectPtr& object);
/// How far the session is, or how it ended.
[[nodiscard]] Response session_answer(const Request& request, const UploadSession& session,
                                      const SessionSnapshot& snapshot);
/// The id names no session.
[[nodiscard]] Response unknown_session_answer(const Request& request);
/// What every request to a session that is no longer active gets; empty while it is active.
[[nodiscard]] std::optional<Response> ended_answer(const Request& request,
                                                   const UploadSession& session,
                                                   const SessionSnapshot& snapshot);
/// 499 without a body, or 404 by the switch cancelled_session_status.
[[nodiscard]] Response cancelled_answer(const Request& request, const UploadSession& session,
                                        int status);
/// A sentence about the transfer.
[[nodiscard]] Response refusal_answer(const Request& request, const UploadSession& session,
                                      int status, std::string text);
/// An error about the object, in the API's own form, under the session's id.
[[nodiscard]] Response session_error_answer(const Request& request, const UploadSession& session,
                                            const ApiError& error);

}  // namespace resumulator::gcs
