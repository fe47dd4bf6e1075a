// Uploads of Drive and YouTube by X-Goog-Upload: the addresses are those of the other uploads, the
// header fields of a request say which protocol it speaks.
//
// Source   docs/protocols/google-drive.md, rules drive.goog.*
// Threads  a Call belongs to one thread.
#pragma once

#include <memory>

#include "protocols/gcs/drive/product.h"

namespace resumulator::gcs::drive {

/// By its header fields, or by the URL of its session.
[[nodiscard]] bool speaks_goog_upload(const Request& request);
/// A request to a session, or one of the right method that opens one.
[[nodiscard]] std::unique_ptr<Call> open_goog_upload(Product product, const Request& request);

}  // namespace resumulator::gcs::drive
