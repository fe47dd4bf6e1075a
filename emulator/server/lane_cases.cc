#include "server/lane_cases.h"

#include <utility>

namespace resumulator {

std::shared_ptr<const Scenario> LaneCases::of(std::string_view lane) const {
  MutexLock hold(mutex_);
  const auto found = cases_.find(lane);
  return found == cases_.end() ? std::make_shared<const Scenario>() : found->second;
}

void LaneCases::set(const std::string& lane, std::shared_ptr<const Scenario> scenario) {
  MutexLock hold(mutex_);
  cases_[lane] = std::move(scenario);
}

void LaneCases::forget(std::string_view lane) {
  MutexLock hold(mutex_);
  if (const auto found = cases_.find(lane); found != cases_.end()) cases_.erase(found);
}

}  // namespace resumulator
