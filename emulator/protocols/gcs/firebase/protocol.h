// Firebase Storage, /v0: the objects of Cloud Storage's buckets as Firebase's libraries see them.
//
// Source   docs/protocols/firebase-storage.md
#pragma once

#include <resumulator/options.hpp>

#include "protocols/protocol.h"

namespace resumulator::gcs::firebase {

[[nodiscard]] Protocol make_firebase_protocol(const Options& options);

}  // namespace resumulator::gcs::firebase
