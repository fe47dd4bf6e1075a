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
#include <vector>

#include "core/base/mutex.h"
#include "core/upload/world.h"
#include "engine/control.h"
#include "engine/engine.h"
#include "engine/recorder.h"
#include "protocols/protocol.h"

namespace resumulator {

/// The world an exchange belongs to, from its beginning to its end.
struct WorldInUse {
  std::shared_ptr<World> world;
  std::uint64_t epoch = 0;  ///< of the recorder, taken together with the world
};

struct Engine::State {
  State(const Options& given, std::shared_ptr<World> first, std::vector<Protocol> list)
      : options(given),
        protocols(std::move(list)),
        recorder(given.limits.exchanges_kept_max),
        world_(std::move(first)) {}

  [[nodiscard]] std::chrono::microseconds elapsed() const {
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() -
                                                                 started);
  }
  [[nodiscard]] WorldInUse in_use() const EXCLUDES(mutex_) {
    MutexLock hold(mutex_);
    return {.world = world_, .epoch = recorder.epoch()};
  }
  /// Puts `next` in place of the world and empties the record, as one step.
  [[nodiscard]] std::shared_ptr<World> swap_world(std::shared_ptr<World> next) EXCLUDES(mutex_) {
    MutexLock hold(mutex_);
    world_.swap(next);
    recorder.clear();
    return next;
  }
  /// The first protocol's answer for a fault no protocol found.
  [[nodiscard]] Response error(const RequestHead& head, int status, std::string_view text) const;

  const Options& options;
  const std::vector<Protocol> protocols;
  const std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
  Recorder recorder;
  std::optional<Control> control;
  Mutex reset_mutex;  ///< one reset at a time
  std::atomic<bool> stopping{false};
  std::atomic<std::uint64_t> requests{0};
  std::atomic<std::uint64_t> active{0};
  std::atomic<std::uint64_t> bytes_received{0};
  std::atomic<std::uint64_t> sessions_opened{0};
  std::atomic<std::int64_t> last_ended_us{0};

 private:
  mutable Mutex mutex_;
  std::shared_ptr<World> world_ GUARDED_BY(mutex_);
};

}  // namespace resumulator
