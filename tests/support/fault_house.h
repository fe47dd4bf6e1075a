// A running server with bucket "b" whose main lane obeys rules written as in a scenario file.
//
//   FaultHouse house(R"({ "when": { "operation": "append" }, "at": "body:100 KiB", "do": "reset"
//   })");
//
// Errors   throws std::runtime_error with the diagnostics of rules that do not load.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "engine/engine.h"
#include "engine/lane.h"
#include "scenario/load.h"
#include "server/server_access.h"
#include "support/gcs_house.h"

namespace resumulator::testing_support {

/// Rules as they stand in the list of a scenario, with commas between them, in the main lane.
inline void obey_rules(const Server& server, std::string_view rules) {
  const auto loaded =
      load_scenario("{\"scenario\":\"t\",\"rules\":[" + std::string(rules) + "]}", "rules");
  if (!loaded.ok()) {
    std::string text;
    for (const Diagnostic& each : loaded.diagnostics) text += each.message + "\n";
    throw std::runtime_error(text);
  }
  ServerAccess::engine(server).main_lane().set_rules(loaded.cases.at(0).rules,
                                                     loaded.cases.at(0).heal);
}

struct FaultHouse : GcsHouse {
  explicit FaultHouse(std::string_view rules, Options options = {}) : GcsHouse(std::move(options)) {
    obey(rules);
  }
  void obey(std::string_view rules) { obey_rules(server, rules); }
  [[nodiscard]] ServedLane& lane() const { return ServerAccess::engine(server).main_lane(); }
  /// The exchange of that number, from 1.
  [[nodiscard]] RecordedExchange exchange(std::size_t seq) const {
    return server.exchanges().at(seq - 1);
  }
};

}  // namespace resumulator::testing_support
