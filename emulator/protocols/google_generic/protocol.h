// The "universal" resumable upload of Google's newer services: the X-Goog-Upload protocol at
// /resumable/upload/VERSION/RESOURCE:VERB, with the statuses of Google's own open test server.
//
// Source   docs/protocols/google-generic.md
#pragma once

#include <resumulator/options.hpp>

#include "protocols/protocol.h"

namespace resumulator::google_generic {

[[nodiscard]] Protocol make_google_generic_protocol(const Options& options);

}  // namespace resumulator::google_generic
