// Uploads of Drive and YouTube: resumable by 308, or in one request.
//
// Source   docs/protocols/google-drive.md, rules drive.upload.*, youtube.upload.*
// Threads  a Call belongs to one thread.
#pragma once

#include <memory>

#include "protocols/gcs/drive/product.h"

namespace resumulator::gcs::drive {

/// `request.object`: the file whose bytes are replaced; empty: a new one.
[[nodiscard]] std::unique_ptr<Call> open_upload(Product product, Request request);

}  // namespace resumulator::gcs::drive
