// Lets web pages of any origin use the upload protocols (CORS), as tusd does for tus and for the
// draft of the IETF.
//
// Source   docs/protocols/tus.md, rules tus.cors.*
// Threads  pure functions.
#pragma once

#include "core/wire/http_message.h"

namespace resumulator {

/// Names the page's origin and the fields it may read; nothing to who is no page.
void let_page_read(const RequestHead& head, Response& response);
/// To a preflight: what the page may send. Before let_page_read().
void let_page_send(const RequestHead& head, Response& response);

}  // namespace resumulator
