// The list of protocols a server speaks, in the order in which they are asked.
#pragma once

#include <memory>
#include <resumulator/options.hpp>
#include <vector>

#include "protocols/protocol.h"

namespace resumulator {

[[nodiscard]] std::vector<Protocol> make_protocols(const Options& options);

/// Ends what a kill kept from its end, in a world that was just opened: uploads that have all their
/// bytes become what they were to become. What cannot be ended now waits for whoever asks for it.
void finish_interrupted(const std::shared_ptr<World>& world);

}  // namespace resumulator
