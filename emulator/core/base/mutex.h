// A mutex and its lock that clang's thread-safety analysis understands; plain std::mutex everywhere
// else.
//
// Use      Mutex m; int n GUARDED_BY(m);   { MutexLock hold(m); ++n; }   condition:
// std::condition_variable_any over Mutex. Source   clang documentation, "Thread Safety Analysis".
#pragma once

#include <mutex>

#if defined(__clang__)
#define RESUMULATOR_TSA(x) __attribute__((x))
#else
#define RESUMULATOR_TSA(x)
#endif

#define GUARDED_BY(m) RESUMULATOR_TSA(guarded_by(m))
#define REQUIRES(...) RESUMULATOR_TSA(requires_capability(__VA_ARGS__))
#define EXCLUDES(...) RESUMULATOR_TSA(locks_excluded(__VA_ARGS__))
#define NO_THREAD_SAFETY_ANALYSIS RESUMULATOR_TSA(no_thread_safety_analysis)

namespace resumulator {

class RESUMULATOR_TSA(capability("mutex")) Mutex {
 public:
  void lock() RESUMULATOR_TSA(acquire_capability()) { mutex_.lock(); }
  void unlock() RESUMULATOR_TSA(release_capability()) { mutex_.unlock(); }
  bool try_lock() RESUMULATOR_TSA(try_acquire_capability(true)) { return mutex_.try_lock(); }

 private:
  std::mutex mutex_;
};

class RESUMULATOR_TSA(scoped_lockable) MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) RESUMULATOR_TSA(acquire_capability(mutex)) : mutex_(mutex) {
    mutex_.lock();
  }
  ~MutexLock() RESUMULATOR_TSA(release_capability()) { mutex_.unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex& mutex_;
};

}  // namespace resumulator
