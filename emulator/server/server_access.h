// What the program and our own tests need of a server beyond its public face.
//
// Threads  as Server: any.
#pragma once

#include <resumulator/server.hpp>

namespace resumulator {

class Engine;

struct ServerAccess {
  /// Lives as long as the server.
  [[nodiscard]] static Engine& engine(const Server& server);
};

}  // namespace resumulator
