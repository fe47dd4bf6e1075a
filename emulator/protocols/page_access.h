// Lets web pages of any origin use the upload protocols (CORS): as tusd does for tus and for the
// draft of the IETF, with lists of what may be sent and read; and with whatever a page asks for,
// for protocols whose clients send fields of their own.
//
// Source   docs/protocols/tus.md, rules tus.cors.*; docs/protocols/resumablejs.md, rules rjs.cors.*
// Threads  pure functions.
#pragma once

#include "core/wire/http_message.h"

namespace resumulator {

/// Names the page's origin and the fields it may read; nothing to who is no page.
void let_page_read(const RequestHead& head, Response& response);
/// To a preflight: what the page may send. Before let_page_read().
void let_page_send(const RequestHead& head, Response& response);

/// The page that asked may read the answer, with its credentials.
void share_with_page(const RequestHead& head, Response& response);
/// To a preflight: all methods and what was asked for. Before share_with_page().
[[nodiscard]] Response share_preflight(const RequestHead& head);

}  // namespace resumulator
