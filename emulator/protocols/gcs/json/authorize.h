// Who may ask: the switch `auth` (none, require-any, require-token=TOKEN).
//
// A session URI is a credential of its own: requests that carry an upload_id are never asked, and a
// preflight never has any.
//
// Source   docs/protocols/gcs-json.md, rules gcs.auth.*
// Threads  pure functions.
#pragma once

#include <optional>

#include "protocols/gcs/common/errors.h"
#include "protocols/gcs/json/routes.h"

namespace resumulator::gcs::json {

/// Empty: go on. Else 401.
[[nodiscard]] std::optional<ApiError> check_authorization(const Request& request,
                                                          const CanonicalPath& path);

}  // namespace resumulator::gcs::json
