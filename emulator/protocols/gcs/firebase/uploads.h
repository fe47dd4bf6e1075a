// Firebase's dialect of the upload protocol: the end of an upload is an object of the bucket.
//
// Source   docs/protocols/firebase-storage.md, rules firebase.upload.*
// Threads  no state.
#pragma once

#include <memory>

#include "protocols/x_goog_upload/service.h"

namespace resumulator::gcs::firebase {

[[nodiscard]] std::shared_ptr<const x_goog_upload::Service> make_firebase_uploads();

}  // namespace resumulator::gcs::firebase
