// Cross-origin headers and preflights.
//
//   a session's answers   bound to the Origin of the request that opened it
//   everything else       the bucket's own rules; on /upload/ paths any origin may preflight
//   switch cors           bucket (default), allow-all, off
//
// Source   docs/protocols/gcs-json.md, rules gcs.cors.*
// Threads  pure functions over snapshots of the world.
#pragma once

#include "core/wire/http_message.h"
#include "protocols/gcs/common/request.h"

namespace resumulator::gcs {

/// Adds what the answer to `request` carries for a browser. `session` may be null.
void add_cors_headers(const Request& request, const UploadSession* session, Headers& headers);

/// The answer to OPTIONS: always 200 without a body; without CORS headers where nothing matches.
[[nodiscard]] Response preflight_answer(const Request& request, bool upload_path);

}  // namespace resumulator::gcs
