// All lanes of a server, and which of them a request belongs to.
//
// How      first hit wins; two hits that disagree are refused, never guessed:
//          1 the port the connection came to      2 the prefix /_emu/lane/NAME of the path (every
//          URL handed out in a lane other than main has it)      3 the field X-Emu-Lane,
//          or x-retry-test-id with the id of a retry test of the lane
//          4 a bucket the lane claims              5 main
// Errors   kNotFound for a lane nobody opened (a typo must not give an empty world; `where` is its
// name), kConflict for two hits that disagree.
// Threads  every call from any thread.
// Source   docs/scenario-format.md, "Lanes".
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <resumulator/result.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/mutex.h"
#include "core/wire/http_message.h"
#include "engine/lane.h"
#include "faults/glob_pattern.h"

namespace resumulator {

inline constexpr std::string_view kLanePrefix = "/_emu/lane/";
inline constexpr std::string_view kMainLane = "main";

/// Where a request belongs, and its target without the lane's prefix.
struct LaneFound {
  std::shared_ptr<ServedLane> lane;
  std::string mount;  ///< "/_emu/lane/NAME" where the request came by the prefix, or should have
  bool by_prefix = false;
};

/// Whether a lane may have this name: letters, digits, dot, dash, underscore; at most 200.
[[nodiscard]] bool is_lane_name(std::string_view name);

class Lanes {
 public:
  explicit Lanes(std::shared_ptr<ServedLane> main);

  [[nodiscard]] const std::shared_ptr<ServedLane>& main() const { return main_; }
  /// kConflict: the name is taken, or a claim is another lane's too.
  Result<void> add(std::shared_ptr<ServedLane> lane, std::vector<GlobPattern> claims)
      EXCLUDES(mutex_);
  /// nullptr: not there. Never takes main away.
  [[nodiscard]] std::shared_ptr<ServedLane> remove(std::string_view name) EXCLUDES(mutex_);
  [[nodiscard]] std::shared_ptr<ServedLane> find(std::string_view name) const EXCLUDES(mutex_);
  [[nodiscard]] std::vector<std::shared_ptr<ServedLane>> all() const EXCLUDES(mutex_);

  /// `by_port`: the lane of the listening port; empty: any.
  [[nodiscard]] Result<LaneFound> resolve(const RequestHead& head, std::string_view by_port) const
      EXCLUDES(mutex_);

 private:
  struct Entry {
    std::shared_ptr<ServedLane> lane;
    std::vector<GlobPattern> claims;  // of bucket names
  };
  [[nodiscard]] std::string claimed_by(std::string_view target) const REQUIRES(mutex_);
  /// The lane, other than main, that has the retry test.
  [[nodiscard]] std::string testing(std::string_view test) const REQUIRES(mutex_);

  const std::shared_ptr<ServedLane> main_;
  mutable Mutex mutex_;
  std::map<std::string, Entry, std::less<>> lanes_ GUARDED_BY(mutex_);
  std::atomic<bool> any_claims_{false};
};

}  // namespace resumulator
