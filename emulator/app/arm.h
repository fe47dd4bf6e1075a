// `resumulator arm RULE`: one more fault rule in a running server.
//
// Threads  one.
#pragma once

#include <string>

#include "app/running_server.h"

namespace resumulator::app {

struct ArmSettings {
  std::string rule;  ///< "append@body:100KiB=503"
  RunningServer server{.url = {}, .lane = "main", .token = {}};
};

[[nodiscard]] int arm(const ArmSettings& settings);

}  // namespace resumulator::app
