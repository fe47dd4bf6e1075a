// What the program and our own tests need of a server beyond its public face.
//
// Threads  as Server: any.
#pragma once

#include <cstdint>
#include <optional>
#include <resumulator/server.hpp>
#include <string>

#include "scenario/scenario.h"

namespace resumulator {

class Engine;

struct ServerAccess {
  /// Puts a scenario in force in the lane main and keeps it for the verdict.
  static Result<void> load(const Server& server, const Scenario& scenario);
  /// One more lane, at a port of its own where one is wanted (0: a free one); its URL.
  static Result<std::string> open_lane(const Server& server, const std::string& name,
                                       std::optional<std::uint16_t> port);
  /// Lives as long as the server.
  [[nodiscard]] static Engine& engine(const Server& server);
};

}  // namespace resumulator
