// What lets a web page speak the protocol: the fields of CORS, and the answer to a preflight.
//
// Source   docs/protocols/x-goog-upload.md, rules xgu.browser.*
// Threads  pure functions.
#pragma once

#include "core/wire/http_message.h"

namespace resumulator::x_goog_upload {

/// Adds what a browser needs to show the answer to its page; nothing where no page asks.
void add_browser_headers(const RequestHead& head, Headers& headers);
/// 200 without a body: any origin may send what it asks for.
[[nodiscard]] Response preflight_answer(const RequestHead& head);

}  // namespace resumulator::x_goog_upload
