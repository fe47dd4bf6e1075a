// How the JSON API speaks of sessions: a finished one with the object's resource, errors in the
// JSON form. What a session remembers of the request that opened it beyond SessionSpec is its
// query, which rules how the finished object is shown.
//
// Form     {"query":"uploadType=resumable&name=a"} in SessionSpec::adapter.
// Source   docs/protocols/gcs-json.md, rule gcs.finalize.view
// Threads  pure functions, and a constant.
#pragma once

#include <string>

#include "protocols/gcs/common/session/dialect.h"
#include "protocols/gcs/json/request.h"

namespace resumulator::gcs::json {

[[nodiscard]] std::string remember_request(const Request& request);
[[nodiscard]] const SessionDialect& session_dialect();

}  // namespace resumulator::gcs::json
