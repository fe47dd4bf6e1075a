// One server for one case: the world the scenario gives, its rules in force, and the evidence at
// the end.
//
// Errors   kUsage, kInternal: the server cannot be started, or not as the scenario wants it.
// Threads  one; the server has its own.
#pragma once

#include <functional>
#include <memory>
#include <resumulator/server.hpp>
#include <string>

#include "scenario/scenario.h"
#include "verdict/evidence.h"

namespace resumulator {

class CaseServer {
 public:
  /// `scenario` must outlive the server. kUnavailable: `stopping` said so while objects were
  /// planted.
  [[nodiscard]] static Result<CaseServer> start(const Scenario& scenario, Options base,
                                                std::uint64_t seed,
                                                const std::function<bool()>& stopping);

  [[nodiscard]] const Server& server() const { return *server_; }
  [[nodiscard]] const std::string& bucket() const { return bucket_; }
  /// What it has seen and holds now.
  [[nodiscard]] Evidence evidence() const;
  void stop() { server_->stop(); }

 private:
  CaseServer() = default;
  const Scenario* scenario_ = nullptr;
  std::unique_ptr<Server> server_;
  std::string bucket_;
};

}  // namespace resumulator
