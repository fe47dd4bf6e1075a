// The end of an upload in one request: digests, guards, holds, then the object.
//
// Source   docs/protocols/gcs-json.md, rules gcs.media.*, gcs.multipart.*, gcs.finalize.*
// Threads  pure functions but for the world they change.
#pragma once

#include "core/upload/world.h"
#include "core/wire/http_message.h"
#include "protocols/gcs/json/parse.h"

namespace resumulator::gcs::json {

/// 200 with the resource of the object this request has made, as it is now.
[[nodiscard]] std::optional<Response> uploaded_answer_again(const Request& request);
/// Checks the digests of `upload` against what came and stores the object: 200 with the resource,
/// or why not; then nothing is left behind.
[[nodiscard]] Response store_upload(const Request& request, Upload upload, ReceivedObject received);
[[nodiscard]] Response refuse_upload(const Request& request, const ApiError& error);

}  // namespace resumulator::gcs::json
