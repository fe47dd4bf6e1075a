// What a client still sends when its answer is known already.
//
// Threads  as BodySource.
#pragma once

#include "core/body_io.h"
#include "core/wire/http_message.h"

namespace resumulator {

/// Reads it, so that the client gets to see the answer; not where it waits for 100 Continue and can
/// be refused before it sends anything.
void discard_body(const RequestHead& head, BodySource& body);

}  // namespace resumulator
