// The Resumable.js family: numbered chunks of a file, in any order, several at once.
//
// Source   docs/protocols/resumablejs.md
// Threads  see protocols/protocol.h.
#pragma once

#include <resumulator/options.hpp>

#include "protocols/protocol.h"

namespace resumulator::resumable_js {

[[nodiscard]] Protocol make_resumable_js_protocol(const Options& options);
/// Uploads whose chunks are all there, of a world that was just opened.
void finish_interrupted(World& world);

}  // namespace resumulator::resumable_js
