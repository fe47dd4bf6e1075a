// The end of a session: digests, guards, holds, bucket, and then the object.
//
// Order    digests (a mismatch ends the session for good), guards, retention and holds, bucket.
// Source   docs/protocols/gcs-json.md, rules gcs.finalize.*
// Threads  inside the caller's turn.
#pragma once

#include "core/upload/session.h"
#include "core/wire/http_message.h"
#include "protocols/gcs/common/errors.h"
#include "protocols/gcs/common/request.h"

namespace resumulator::gcs {

/// All bytes are persisted: makes the object and answers 200 with it, or says why not, in the words
/// of the API the request came by.
[[nodiscard]] Response finalize_answer(const Request& request, Turn& turn);

/// Ends the session with an answer it then repeats, as far as poison_on_400 and poison_replay say.
void poison(const Request& request, Turn& turn, int status, std::string text);

}  // namespace resumulator::gcs
