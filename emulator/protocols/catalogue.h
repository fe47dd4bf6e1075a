// The list of protocols a server speaks, in the order in which they are asked.
#pragma once

#include <resumulator/options.hpp>
#include <vector>

#include "protocols/protocol.h"

namespace resumulator {

[[nodiscard]] std::vector<Protocol> make_protocols(const Options& options);

}  // namespace resumulator
