// Which scenario each lane was given: what its verdict is made by.
//
// Threads  every call from any thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/mutex.h"
#include "scenario/scenario.h"

namespace resumulator {

class LaneCases {
 public:
  /// An empty scenario where the lane was given none.
  [[nodiscard]] std::shared_ptr<const Scenario> of(std::string_view lane) const EXCLUDES(mutex_);
  void set(const std::string& lane, std::shared_ptr<const Scenario> scenario) EXCLUDES(mutex_);
  void forget(std::string_view lane) EXCLUDES(mutex_);

 private:
  mutable Mutex mutex_;
  std::map<std::string, std::shared_ptr<const Scenario>, std::less<>> cases_ GUARDED_BY(mutex_);
};

}  // namespace resumulator
