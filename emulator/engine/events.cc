#include "engine/events.h"

#include <utility>

namespace resumulator {

void Events::publish(std::string kind, std::string lane, std::string data) {
  if (!wanted_) return;
  Event gone;  // freed after the lock
  MutexLock hold(mutex_);
  if (kept_.size() >= kKept) {
    gone = std::move(kept_.front());
    kept_.pop_front();
  }
  kept_.push_back({++last_, std::move(kind), std::move(lane), std::move(data)});
  more_.notify_all();
}

std::vector<Event> Events::after(std::uint64_t after, std::chrono::milliseconds wait) {
  MutexLock hold(mutex_);
  if (!stopped_ && last_ <= after) more_.wait_for(mutex_, wait);
  std::vector<Event> found;
  for (const Event& event : kept_) {
    if (event.id > after) found.push_back(event);
  }
  return found;
}

std::uint64_t Events::begin() {
  wanted_ = true;
  MutexLock hold(mutex_);
  return last_;
}

void Events::stop() {
  MutexLock hold(mutex_);
  stopped_ = true;
  more_.notify_all();
}

}  // namespace resumulator
