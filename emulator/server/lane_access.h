// What Server and RuleBuilder need of a public Lane.
//
// Threads  as Lane: any.
#pragma once

#include <resumulator/lane.hpp>
#include <resumulator/options.hpp>
#include <string>

#include "verdict/verdict.h"

namespace resumulator {

class Engine;

struct LaneAccess {
  [[nodiscard]] static Result<Lane> open(Engine& engine, const Options& base,
                                         const std::string& base_url, const std::string& name);
  static void add_rule(Lane& lane, std::string json);
  [[nodiscard]] static LaneVerdict verdict(const Verdict& verdict, const Evidence& evidence);
};

}  // namespace resumulator
