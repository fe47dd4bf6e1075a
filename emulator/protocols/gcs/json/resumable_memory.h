// What a session remembers of the request that opened it beyond SessionSpec: the query, which rules
// how the finished object is shown.
//
// Form     {"query":"uploadType=resumable&name=a"} in SessionSpec::adapter.
// Source   docs/protocols/gcs-json.md, rule gcs.finalize.view
// Threads  pure functions.
#pragma once

#include <string>

#include "core/upload/session.h"
#include "protocols/gcs/common/object_resource.h"
#include "protocols/gcs/json/request.h"

namespace resumulator::gcs::json {

[[nodiscard]] std::string remember_request(const Request& request);
/// How the opener wanted to see the object; links start with what `asking` came by.
[[nodiscard]] ResourceView remembered_view(const UploadSession& session, const Request& asking);

}  // namespace resumulator::gcs::json
