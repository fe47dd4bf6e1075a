// tus 1.0.0 as one Protocol: core and all extensions, below one path.
//
// Threads  see protocols/protocol.h.
// Source   docs/protocols/tus.md
#pragma once

#include <memory>
#include <resumulator/options.hpp>

#include "protocols/protocol.h"

namespace resumulator::tus {

/// `options` gives the mount; each request reads the rest from its world.
[[nodiscard]] Protocol make_tus_protocol(const Options& options);
/// Uploads and final uploads whose bytes are all there, of a world that was just opened.
void finish_interrupted(const std::shared_ptr<World>& world);

}  // namespace resumulator::tus
