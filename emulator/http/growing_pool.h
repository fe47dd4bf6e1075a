// Worker threads, one per job that runs, up to a limit. A worker without a job waits for the next
// one and ends after a while.
//
// Connections are jobs here, and a stalled connection holds its worker: that is why the pool grows
// instead of queueing.
//
// Errors   submit() says false at the limit, while finishing, and where the system has no thread
// left. Jobs must not throw.
// Threads  submit() from any thread; finish() from one that is not a worker.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <list>
#include <thread>

#include "core/base/mutex.h"

namespace resumulator {

class GrowingPool {
 public:
  using Job = std::function<void()>;

  GrowingPool(std::size_t workers_max, std::chrono::milliseconds idle_max);
  /// Finishes.
  ~GrowingPool();
  GrowingPool(const GrowingPool&) = delete;
  GrowingPool& operator=(const GrowingPool&) = delete;

  /// Runs `job` at once on a worker of its own. False: it will not run.
  [[nodiscard]] bool submit(Job job) EXCLUDES(mutex_);
  /// Takes no more jobs, waits for those that run, joins every thread. Twice is harmless.
  void finish() EXCLUDES(mutex_);
  /// Threads alive now, for tests.
  [[nodiscard]] std::size_t workers() const EXCLUDES(mutex_);

 private:
  using Threads = std::list<std::thread>;

  [[nodiscard]] bool add_worker() REQUIRES(mutex_);
  void work(Threads::iterator self) EXCLUDES(mutex_);
  /// The next job, or an empty one when this worker shall end.
  [[nodiscard]] Job next() REQUIRES(mutex_);

  const std::size_t workers_max_;
  const std::chrono::milliseconds idle_max_;
  mutable Mutex mutex_;
  std::condition_variable_any wake_;
  std::deque<Job> jobs_ GUARDED_BY(mutex_);     ///< handed over, not taken up yet
  std::size_t taken_ GUARDED_BY(mutex_) = 0;    ///< handed over or running
  std::size_t waiting_ GUARDED_BY(mutex_) = 0;  ///< workers without a job
  bool finishing_ GUARDED_BY(mutex_) = false;
  Threads alive_ GUARDED_BY(mutex_);
  Threads ended_ GUARDED_BY(mutex_);  ///< past their last step, to be joined
};

}  // namespace resumulator
