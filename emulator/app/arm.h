// `resumulator arm RULE`: one more fault rule in a running server.
//
// Threads  one.
#pragma once

#include <string>

namespace resumulator::app {

struct ArmSettings {
  std::string rule;  ///< "append@body:100KiB=503"
  std::string url;   ///< of the server; empty: STORAGE_EMULATOR_HOST
  std::string lane = "main";
  std::string token;  ///< of the admin API
};

int arm(const ArmSettings& settings);

}  // namespace resumulator::app
