// Whom to bill: a bucket that lets requesters pay (billing.requesterPays) wants every request to
// name a project, in X-Goog-User-Project or userProject.
//
// Errors   400 required over JSON, UserProjectMissing over XML, in production's words.
// Source   docs/protocols/gcs-json-objects.md, rule gcs.bucket.requester-pays
// Threads  pure function over a snapshot of the world.
#pragma once

#include <optional>
#include <string>

#include "core/upload/object_store.h"
#include "protocols/gcs/common/errors.h"
#include "protocols/gcs/common/request.h"

namespace resumulator::gcs {

[[nodiscard]] bool requester_pays(const Bucket& bucket);
/// Empty: the request may go on. The address of a session was given to somebody who pays, and a
/// preflight has no fields of its own.
[[nodiscard]] std::optional<ApiError> check_user_project(const Request& request);
/// The same of another bucket the request names: one that is copied from or to.
[[nodiscard]] std::optional<ApiError> check_user_project(const Request& request,
                                                         const std::string& bucket);

}  // namespace resumulator::gcs
