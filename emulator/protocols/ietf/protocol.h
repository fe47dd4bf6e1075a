// Resumable uploads as the IETF's httpbis drafts have them, interop versions 3 to 10, as one
// Protocol. It may live below the same path as tus: a request with Tus-Resumable is not its own.
//
// Threads  see protocols/protocol.h.
// Source   docs/protocols/ietf-resumable-upload.md
#pragma once

#include <resumulator/options.hpp>

#include "protocols/protocol.h"

namespace resumulator::ietf {

/// `options` gives the mount; each request reads the rest from its world.
[[nodiscard]] Protocol make_ietf_protocol(const Options& options);

}  // namespace resumulator::ietf
