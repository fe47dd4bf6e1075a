// What the program and our own tests need of a server beyond its public face.
//
// Threads  as Server: any.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <resumulator/server.hpp>
#include <string>
#include <vector>

#include "scenario/scenario.h"

namespace resumulator {

class Engine;
class ServedLane;

struct ServerAccess {
  /// Puts a scenario in force in the lane main and keeps it for the verdict. kUnavailable:
  /// `stopping` said so while objects were planted.
  static Result<void> load(const Server& server, const Scenario& scenario,
                           const std::function<bool()>& stopping = {});
  /// One more lane, at a port of its own where one is wanted (0: a free one); its URL.
  static Result<std::string> open_lane(const Server& server, const std::string& name,
                                       std::optional<std::uint16_t> port);
  /// All lanes, main first, each with the scenario it was given (an empty one where none).
  struct JudgedLane {
    std::shared_ptr<ServedLane> lane;
    std::shared_ptr<const Scenario> scenario;
  };
  [[nodiscard]] static std::vector<JudgedLane> lanes(const Server& server);
  /// What POST /shutdown does; it may come from any thread, and more than once. Without it the
  /// call is refused: the server is a part of a program that ends it.
  static void shut_down_by(const Server& server, std::function<void()> end);
  /// Lives as long as the server.
  [[nodiscard]] static Engine& engine(const Server& server);
};

}  // namespace resumulator
