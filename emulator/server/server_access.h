// What the program and our own tests need of a server beyond its public face.
//
// Threads  as Server: any.
#pragma once

#include <resumulator/server.hpp>

#include "scenario/scenario.h"

namespace resumulator {

class Engine;

struct ServerAccess {
  /// Puts a scenario in force in the lane main and keeps it for the verdict.
  static Result<void> load(const Server& server, const Scenario& scenario);
  /// Lives as long as the server.
  [[nodiscard]] static Engine& engine(const Server& server);
};

}  // namespace resumulator
