// What Server and RuleBuilder need of a public Lane.
//
// Threads  as Lane: any.
#pragma once

#include <optional>
#include <resumulator/lane.hpp>
#include <resumulator/options.hpp>
#include <string>

#include "verdict/verdict.h"

namespace resumulator {

class Engine;

struct LaneAccess {
  [[nodiscard]] static Result<Lane> open(Engine& engine, const Options& base,
                                         const std::string& base_url, const std::string& name);
  /// With the name nobody chose: name_lanes_by()'s, or "lane".
  [[nodiscard]] static Result<Lane> open_unnamed(Engine& engine, const Options& base,
                                                 const std::string& base_url);
  /// `custom`: what code says of it.
  static void add_rule(Lane& lane, std::string json, std::optional<Custom> custom);
  [[nodiscard]] static LaneVerdict verdict(const Verdict& verdict, const Evidence& evidence);
};

}  // namespace resumulator
