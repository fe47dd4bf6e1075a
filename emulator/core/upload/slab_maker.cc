#include "core/upload/slab_maker.h"

#include <sys/mman.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdint>
#include <ctime>
#include <system_error>
#include <utility>

namespace resumulator {
namespace {

std::byte* map_slab() {
  constexpr std::size_t kSlab = SlabMaker::kSlab;
  void* wide =
      ::mmap(nullptr, 2 * kSlab, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (wide == MAP_FAILED) return nullptr;
  auto* start = static_cast<std::byte*>(wide);
  const std::size_t before = (kSlab - reinterpret_cast<std::uintptr_t>(start) % kSlab) % kSlab;
  if (before > 0) ::munmap(start, before);
  std::byte* slab = start + before;
  ::munmap(slab + kSlab, kSlab - before);
  return slab;
}

/// Where the system does not know the words, pages come as they are touched.
void make_present(std::byte* slab, bool huge) {
  ::madvise(slab, SlabMaker::kSlab, huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
#ifdef MADV_POPULATE_WRITE
  ::madvise(slab, SlabMaker::kSlab, MADV_POPULATE_WRITE);
#endif
}

/// Of this thread alone: who waits for a processor is not slow at making pages.
PageChoice::Time thread_time() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

constexpr unsigned kPauseMax = 64;

}  // namespace

bool PageChoice::huge() {
  unsigned left = small_left_.load();
  while (left > 0 && !small_left_.compare_exchange_weak(left, left - 1)) continue;
  return left == 0;
}

void PageChoice::took(bool huge, Time time) {
  if (!huge) {
    small_ = time;
  } else if (time <= small_.load()) {
    pause_ = 1;
  } else {
    const unsigned pause = std::min(pause_.load() * 2, kPauseMax);
    pause_ = pause;
    small_left_ = pause;
  }
}

void SlabMaker::unmap(std::byte* slab) { ::munmap(slab, kSlab); }

std::byte* SlabMaker::map_present() {
  std::byte* slab = map_slab();
  if (slab == nullptr) return nullptr;
  const bool huge = pages_.huge();
  const auto before = thread_time();
  make_present(slab, huge);
  pages_.took(huge, thread_time() - before);
  return slab;
}

SlabMaker::~SlabMaker() {
  std::thread thread;
  {
    MutexLock hold(mutex_);
    stopping_ = true;
    thread.swap(thread_);
    wake_.notify_all();
  }
  if (thread.joinable()) thread.join();
  MutexLock hold(mutex_);
  while (spare_count_ > 0) unmap(spares_[--spare_count_]);
}

std::byte* SlabMaker::make() {
  std::byte* slab = nullptr;
  {
    MutexLock hold(mutex_);
    if (spare_count_ > 0) slab = spares_[--spare_count_];
    // Whoever needs one slab may never need a second.
    if (std::exchange(first_made_, true)) work_ahead();
  }
  return slab != nullptr ? slab : map_present();
}

void SlabMaker::work_ahead() {
  if (wanted_ < kAheadMax) ++wanted_;
  try {
    if (!thread_.joinable()) thread_ = std::thread([this] { work(); });
  } catch (const std::system_error&) {
    wanted_ = 0;  // no thread to be had: nothing is made ahead
  }
  wake_.notify_one();
}

void SlabMaker::work() {
  // Never in the way of those who receive and hash. (Linux: of this thread alone.)
  static_cast<void>(::setpriority(PRIO_PROCESS, 0, 19));
  MutexLock hold(mutex_);
  for (;;) {
    while (!stopping_ && spare_count_ >= wanted_) wake_.wait(mutex_);
    if (stopping_) return;
    mutex_.unlock();
    std::byte* made = map_present();
    mutex_.lock();
    if (made == nullptr) {
      wanted_ = 0;  // the next who needs a slab asks again
    } else {
      spares_[spare_count_++] = made;
    }
  }
}

}  // namespace resumulator
