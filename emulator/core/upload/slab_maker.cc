#include "core/upload/slab_maker.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstdint>
#include <ctime>

namespace resumulator {
namespace {

constexpr std::size_t kSlab = SlabMaker::kSlab;
constexpr std::size_t kAreaMax = 32;  // slabs
// A try that fails costs as much as seven slabs of small pages.
constexpr unsigned kPauseMin = 64;
constexpr unsigned kPauseMax = 1024;

/// Of this thread alone: who waits for a processor is not slow at making pages.
PageChoice::Time thread_time() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

}  // namespace

bool PageChoice::huge() {
  unsigned left = small_left_.load();
  while (left > 0 && !small_left_.compare_exchange_weak(left, left - 1)) continue;
  return left == 0;
}

void PageChoice::took(bool huge, Time time) {
  if (!huge) {
    small_ = time;
  } else if (2 * time <= small_.load()) {
    pause_ = 0;
  } else {
    const unsigned pause = std::clamp(pause_.load() * 2, kPauseMin, kPauseMax);
    pause_ = pause;
    small_left_ = pause;
  }
}

SlabMaker::~SlabMaker() {
  MutexLock hold(mutex_);
  for (const Area& area : areas_) ::munmap(area.at, area.size);
}

bool SlabMaker::map_area(bool huge) {
  const std::size_t slabs = next_area_[huge];
  // One more, so that whole slabs lie in it wherever it begins.
  const Area area{.at = nullptr, .size = (slabs + 1) * kSlab};
  void* mapped =
      ::mmap(nullptr, area.size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) return false;
  ::madvise(mapped, area.size, huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
  auto* at = static_cast<std::byte*>(mapped);
  areas_.push_back({at, area.size});
  at += (kSlab - reinterpret_cast<std::uintptr_t>(at) % kSlab) % kSlab;
  for (std::size_t i = slabs; i > 0; --i) free_[huge].push_back(at + (i - 1) * kSlab);
  next_area_[huge] = std::min(2 * slabs, kAreaMax);
  return true;
}

SlabMaker::Slab SlabMaker::take() {
  const bool huge = pages_.huge();
  MutexLock hold(mutex_);
  if (free_[huge].empty() && !map_area(huge)) return {};
  std::byte* slab = free_[huge].back();
  free_[huge].pop_back();
  return {slab, huge};
}

void SlabMaker::make_present(bool huge, std::byte* piece, std::size_t size) {
#ifdef MADV_POPULATE_WRITE
  const auto before = thread_time();
  ::madvise(piece, size, MADV_POPULATE_WRITE);
  const auto took = thread_time() - before;
  if (huge) {
    pages_.took(true, took);
  } else {
    pages_.took(false, took * static_cast<long>(kSlab / size));
  }
#else
  static_cast<void>(huge);
  static_cast<void>(piece);
  static_cast<void>(size);
#endif
}

void SlabMaker::give_back(Slab slab) {
  ::madvise(slab.at, kSlab, MADV_DONTNEED);
  MutexLock hold(mutex_);
  free_[slab.huge].push_back(slab.at);
}

}  // namespace resumulator
