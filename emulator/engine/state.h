// What the parts of the engine share: one of these per Engine, given to every exchange.
//
// Threads  members are constant after construction, atomic, or guard themselves.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <resumulator/clock.hpp>
#include <resumulator/options.hpp>
#include <string_view>
#include <vector>

#include "core/upload/world.h"
#include "engine/control.h"
#include "engine/engine.h"
#include "engine/events.h"
#include "engine/lanes.h"
#include "engine/waits.h"
#include "protocols/protocol.h"

namespace resumulator {

struct Engine::State {
  State(const Options& given, std::shared_ptr<World> first, std::vector<Protocol> list)
      : options(given),
        protocols(std::move(list)),
        main(std::make_shared<ServedLane>(std::string(kMainLane), given.seed.value_or(0),
                                          std::move(first), given.limits.exchanges_kept_max,
                                          started)),
        lanes(main),
        control(given) {}

  [[nodiscard]] std::chrono::microseconds elapsed() const {
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() -
                                                                 started);
  }
  /// The answer for a fault that no protocol found, in the form of the one the request was
  /// likeliest for: that would open what is known of it, else the first.
  [[nodiscard]] Response error(const RequestHead& head, const std::shared_ptr<World>& world,
                               int status, std::string_view text) const;
  /// What retry tests call a request, whichever protocol it is of.
  [[nodiscard]] std::vector<std::string_view> retry_methods(const RequestHead& head) const;
  [[nodiscard]] bool is_retry_method(std::string_view name) const;

  const Options& options;
  const std::vector<Protocol> protocols;
  const std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
  const std::shared_ptr<ServedLane> main;
  Lanes lanes;
  Waits waits;
  Events events;
  RuleReader read_rule;  ///< set before the first request
  LaneOpener open_lane;  ///< the same
  Control control;
  std::atomic<bool> stopping{false};
  std::atomic<std::uint64_t> requests{0};
  std::atomic<std::uint64_t> active{0};
  std::atomic<std::uint64_t> bytes_received{0};
  std::atomic<std::uint64_t> sessions_opened{0};
  std::atomic<std::int64_t> last_ended_us{0};
};

}  // namespace resumulator
