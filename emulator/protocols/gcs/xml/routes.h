// From a request's method, place and query to an operation.
//
//   /                     the list of buckets
//   /BUCKET, /BUCKET/     the bucket: its objects, what hangs below it, form uploads
//   /BUCKET/OBJECT…       the object; upload_id: a session; uploadId, uploads: a multipart upload
//
// With the bucket as the host's name the path is the object alone.
//
// Source   docs/protocols/gcs-xml.md, rules gcs.xml.route.*
// Threads  pure functions.
#pragma once

#include <memory>

#include "protocols/gcs/xml/request.h"

namespace resumulator::gcs::xml {

/// Fills in bucket and object of `request` from host and path. False: the escapes are broken.
[[nodiscard]] bool locate(Request& request);

/// nullptr: nothing of this API.
[[nodiscard]] std::unique_ptr<Call> route(Request request);

}  // namespace resumulator::gcs::xml
