// What arrives at /upload/b/{bucket}/o: sessions first, then whole objects in one request.
//
//   upload_id present            a session: PUT, POST → session_put; DELETE → session_cancel; else
//   405 uploadType=resumable         POST → create_session (PUT under allow_put_initiation)
//   uploadType=media             POST → upload_media
//   uploadType=multipart         POST → upload_multipart
//
// Source   docs/protocols/gcs-json.md, rules gcs.init.type, gcs.session.dispatch
// Threads  pure functions; each Call belongs to one thread.
#pragma once

#include <memory>

#include "protocols/gcs/json/request.h"

namespace resumulator::gcs::json {

[[nodiscard]] std::unique_ptr<Call> open_upload(Request request);
/// /upload/resumable/{upload_id}: an upload id in the path.
[[nodiscard]] std::unique_ptr<Call> open_upload_by_path(Request request);

[[nodiscard]] std::unique_ptr<Call> open_create_session(Request request);
[[nodiscard]] std::unique_ptr<Call> open_upload_media(Request request);
[[nodiscard]] std::unique_ptr<Call> open_upload_multipart(Request request);

}  // namespace resumulator::gcs::json
