// What requests to a session share: the session their id names, and the checks that come before any
// of its state is looked at.
//
// Source   docs/protocols/gcs-json.md, rules gcs.session.*
// Threads  a Call belongs to one thread.
#pragma once

#include <memory>
#include <string_view>

#include "protocols/gcs/common/api_call.h"
#include "protocols/gcs/common/session/dialect.h"
#include "protocols/gcs/common/session/session_range.h"

namespace resumulator::gcs {

using SessionPtr = std::shared_ptr<UploadSession>;
using SessionCall = ApiCall<Request>;

/// The call for a request to the session `upload_id`, whether or not there is one. Request::dialect
/// must be set. Rule gcs.session.dispatch
[[nodiscard]] std::unique_ptr<Call> open_session_request(Request request,
                                                         std::string_view upload_id);

[[nodiscard]] std::unique_ptr<Call> open_session_put(Request request, SessionPtr session,
                                                     SessionRange range);
[[nodiscard]] std::unique_ptr<Call> open_session_query(Request request, SessionPtr session,
                                                       StatusQuery query);
[[nodiscard]] std::unique_ptr<Call> open_session_cancel(Request request, SessionPtr session);

}  // namespace resumulator::gcs
