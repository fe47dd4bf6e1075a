// FilePond's chunked uploads: a transfer with an id, filled by PATCH at offsets the client counts.
//
// Source   docs/protocols/filepond.md
#pragma once

#include <resumulator/options.hpp>

#include "protocols/protocol.h"

namespace resumulator::filepond {

[[nodiscard]] Protocol make_filepond_protocol(const Options& options);
/// Transfers whose bytes are all there, of a world that was just opened.
void finish_interrupted(World& world);

}  // namespace resumulator::filepond
