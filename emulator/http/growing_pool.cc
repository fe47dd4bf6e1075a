#include "http/growing_pool.h"

#include <system_error>
#include <utility>

namespace resumulator {

GrowingPool::GrowingPool(std::size_t workers_max, std::chrono::milliseconds idle_max)
    : workers_max_(workers_max), idle_max_(idle_max) {}

GrowingPool::~GrowingPool() { finish(); }

bool GrowingPool::submit(Job job) {
  Threads ended;
  {
    MutexLock hold(mutex_);
    if (finishing_ || taken_ >= workers_max_) return false;
    if (waiting_ <= jobs_.size() && !add_worker()) return false;
    jobs_.push_back(std::move(job));
    ++taken_;
    ended.swap(ended_);
  }
  wake_.notify_one();
  for (auto& thread : ended) thread.join();
  return true;
}

bool GrowingPool::add_worker() {
  const auto self = alive_.emplace(alive_.end());
  try {
    // The new thread stops at the mutex we hold until it is in its place in the list.
    *self = std::thread([this, self] { work(self); });
  } catch (const std::system_error&) {
    alive_.erase(self);
    return false;
  }
  ++waiting_;
  return true;
}

GrowingPool::Job GrowingPool::next() {
  const auto until = std::chrono::steady_clock::now() + idle_max_;
  while (jobs_.empty() && !finishing_) {
    if (wake_.wait_until(mutex_, until) == std::cv_status::timeout) break;
  }
  if (jobs_.empty()) return {};
  Job job = std::move(jobs_.front());
  jobs_.pop_front();
  return job;
}

void GrowingPool::work(Threads::iterator self) {
  MutexLock hold(mutex_);
  for (;;) {
    Job job = next();
    --waiting_;
    if (!job) break;
    mutex_.unlock();
    job();
    job = nullptr;  // what it holds is released outside the lock
    mutex_.lock();
    --taken_;
    ++waiting_;
  }
  ended_.splice(ended_.end(), alive_, self);
  // Once, and not for each of a thousand workers: whoever finishes waits for the last.
  if (finishing_ && alive_.empty()) wake_.notify_all();
}

void GrowingPool::finish() {
  Threads threads;
  {
    MutexLock hold(mutex_);
    finishing_ = true;
    wake_.notify_all();
    while (!alive_.empty()) wake_.wait(mutex_);
    threads.swap(ended_);
  }
  for (auto& thread : threads) thread.join();
}

std::size_t GrowingPool::workers() const {
  MutexLock hold(mutex_);
  return alive_.size();
}

}  // namespace resumulator
