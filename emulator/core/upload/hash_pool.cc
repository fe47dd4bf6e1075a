#include "core/upload/hash_pool.h"

#include <algorithm>
#include <system_error>
#include <utility>

namespace resumulator {
namespace {

constexpr std::size_t kScratchBytes = 256 * 1024;

unsigned default_threads() { return std::clamp(std::thread::hardware_concurrency(), 1U, 4U); }

}  // namespace

HashPool::HashPool(unsigned threads_max)
    : threads_max_(threads_max == 0 ? default_threads() : threads_max) {}

HashPool::~HashPool() { stop(); }

bool HashPool::submit(std::shared_ptr<HashJob> job) {
  {
    MutexLock hold(mutex_);
    if (stopping()) return false;
    if (idle_ <= jobs_.size() && threads_.size() < threads_max_ && !start_thread() &&
        threads_.empty()) {
      return false;
    }
    jobs_.push_back(std::move(job));
  }
  wake_.notify_one();
  return true;
}

bool HashPool::start_thread() {
  try {
    threads_.emplace_back([this] { work(); });
    return true;
  } catch (const std::system_error&) {
    return false;
  }
}

void HashPool::stop() {
  std::vector<std::thread> threads;
  std::deque<std::shared_ptr<HashJob>> dropped;
  {
    MutexLock hold(mutex_);
    stopping_ = true;
    threads.swap(threads_);
    dropped.swap(jobs_);
  }
  wake_.notify_all();
  for (std::thread& thread : threads) thread.join();
}

void HashPool::work() {
  std::vector<std::byte> scratch(kScratchBytes);
  while (true) {
    std::shared_ptr<HashJob> job;
    {
      MutexLock hold(mutex_);
      ++idle_;
      while (jobs_.empty() && !stopping()) wake_.wait(mutex_);
      --idle_;
      if (stopping()) return;
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    job->run(scratch);
  }
}

}  // namespace resumulator
