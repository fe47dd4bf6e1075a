// A lane as a scenario wants it: the world it starts from, its rules in force, and in the end the
// evidence a verdict is made from.
//
//   Options options = options_for(scenario.given, base);      // for a server of its own, or
//   auto lane = open_lane(engine, base, {.name = "a", .scenario = &scenario});
//   ... the client works ...
//   Verdict verdict = judge(evidence_of(*lane, scenario), scenario);
//
// Units    bytes. Threads  every call from any thread.
// Errors   kUsage, kConflict with a sentence; nothing was opened then.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <resumulator/options.hpp>
#include <resumulator/result.hpp>
#include <string>
#include <vector>

#include "engine/lane.h"
#include "scenario/scenario.h"
#include "verdict/evidence.h"

namespace resumulator {

class Engine;

/// `base` with what the scenario gives: buckets (those of its objects too), lifetime of sessions,
/// granularity, the clock.
[[nodiscard]] Options options_for(const Given& given, Options base);

/// Stores an object as an upload would, without the wire.
[[nodiscard]] Result<ObjectPtr> store_bytes(World& world, std::string_view bucket,
                                            std::string_view name, std::string_view bytes,
                                            std::string_view content_type);

/// Whether whoever waits has no use for planted objects any more. Asked often.
using Stopping = std::function<bool()>;
/// Puts the scenario's buckets and objects into the lane's world, its rules in force, and has the
/// lane judged. On an error the rules are as they were. kUnavailable: the lane ends, or `stopping`.
Result<void> load_case(ServedLane& lane, const Scenario& scenario, const Stopping& stopping = {});

struct LaneWish {
  std::string name;
  std::optional<std::uint64_t> seed;   ///< empty: drawn from the server's seed and the name
  const Scenario* scenario = nullptr;  ///< nullptr: no faults, nothing given
  std::vector<std::string> claims;     ///< globs of buckets whose requests come here
};
/// A new lane with a world and a clock of its own.
[[nodiscard]] Result<std::shared_ptr<ServedLane>> open_lane(Engine& engine, const Options& base,
                                                            const LaneWish& wish);

/// What the lane has seen and holds now. Waits (at most a few seconds) for requests under way.
[[nodiscard]] Evidence evidence_of(ServedLane& lane, const Scenario& scenario);

}  // namespace resumulator
