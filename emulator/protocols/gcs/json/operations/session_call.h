// What requests to a session share: the session their id names, and the checks that come before any
// of its state is looked at.
//
// Source   docs/protocols/gcs-json.md, rules gcs.session.*
// Threads  a Call belongs to one thread.
#pragma once

#include <memory>

#include "protocols/gcs/json/json_call.h"
#include "protocols/gcs/json/parse_session.h"

namespace resumulator::gcs::json {

using SessionPtr = std::shared_ptr<UploadSession>;

[[nodiscard]] std::unique_ptr<Call> open_session_put(Request request, SessionPtr session,
                                                     SessionRange range);
[[nodiscard]] std::unique_ptr<Call> open_session_query(Request request, SessionPtr session,
                                                       StatusQuery query);
[[nodiscard]] std::unique_ptr<Call> open_session_cancel(Request request, SessionPtr session);

/// Reads what the client still sends, so that it gets to see the answer; not where it waits for
/// 100 Continue and can be refused before it sends anything.
void discard_body(const Request& request, BodySource& body);

}  // namespace resumulator::gcs::json
