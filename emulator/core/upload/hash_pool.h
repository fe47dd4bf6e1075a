// A few threads that compute digests while connections go on receiving.
//
// Started with the first job, never before: a server of small uploads has none. A job that cannot
// be taken (no thread to be had, the pool is stopping) is the submitter's to do itself.
//
// Threads  submit() from any thread; run() of one job on one pool thread at a time per submission.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <span>
#include <thread>
#include <vector>

#include "core/base/mutex.h"

namespace resumulator {

class HashJob {
 public:
  virtual ~HashJob() = default;
  /// Works until there is nothing to do for now. `scratch` is the thread's own, for bytes that lie
  /// on disk.
  virtual void run(std::span<std::byte> scratch) = 0;
};

class HashPool {
 public:
  /// 0: as many threads as the machine has cores, at most 4.
  explicit HashPool(unsigned threads_max = 0);
  ~HashPool();
  HashPool(const HashPool&) = delete;
  HashPool& operator=(const HashPool&) = delete;

  /// False: not taken, and it never will be run.
  [[nodiscard]] bool submit(std::shared_ptr<HashJob> job);
  /// Long jobs look here between two steps.
  [[nodiscard]] bool stopping() const { return stopping_.load(std::memory_order_relaxed); }
  /// Drops what waits and joins the threads. Twice is harmless.
  void stop();

 private:
  void work();
  bool start_thread() REQUIRES(mutex_);

  const unsigned threads_max_;
  std::atomic<bool> stopping_{false};
  Mutex mutex_;
  std::condition_variable_any wake_;
  std::deque<std::shared_ptr<HashJob>> jobs_ GUARDED_BY(mutex_);
  std::vector<std::thread> threads_ GUARDED_BY(mutex_);
  std::size_t idle_ GUARDED_BY(mutex_) = 0;
};

}  // namespace resumulator
