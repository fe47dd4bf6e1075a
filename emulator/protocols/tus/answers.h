// What every tus answer has in common, and the answers that several operations give.
//
// Source   docs/protocols/tus.md, rules tus.common.*, tus.cors.*
// Threads  pure functions over the request.
#pragma once

#include "core/upload/session.h"
#include "core/wire/http_message.h"
#include "protocols/tus/errors.h"
#include "protocols/tus/request.h"

namespace resumulator::tus {

/// An answer without a body and without what dress() adds.
[[nodiscard]] Response plain_answer(int status);
/// "ERR_CODE: sentence". An unsupported version is told the ones that are.
[[nodiscard]] Response error_answer(const Problem& problem);
/// Adds what every answer has: the version, and what lets a web page read it.
void dress(const RequestHead& head, Response& response);

/// Upload-Expires, where the upload is going to expire.
void add_expiry(const Request& request, const UploadSession& session, bool unfinished,
                Response& response);

}  // namespace resumulator::tus
