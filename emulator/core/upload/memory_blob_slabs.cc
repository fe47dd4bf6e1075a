#include "core/upload/memory_blob_slabs.h"

#include <sys/resource.h>

#include <algorithm>
#include <bit>
#include <iterator>
#include <system_error>
#include <utility>

namespace resumulator {
namespace {

constexpr std::uint64_t kFull = ~std::uint64_t{0};
constexpr std::size_t kEmptyKept = 2;
constexpr unsigned kAhead = 4;  // blocks at a time

unsigned blocks_of(std::size_t size) {
  return static_cast<unsigned>((size + MemoryBlobSlabs::kBlock - 1) / MemoryBlobSlabs::kBlock);
}

/// `blocks` ones from bit `first` on.
std::uint64_t run_of(unsigned first, unsigned blocks) {
  return (blocks == 64 ? kFull : (std::uint64_t{1} << blocks) - 1) << first;
}

/// Where a free run of `blocks` starts; 64: nowhere.
unsigned find_run(std::uint64_t taken, unsigned blocks) {
  std::uint64_t starts = ~taken;  // bit i stays while blocks i .. i + have - 1 are free
  for (unsigned have = 1; have < blocks && starts != 0;) {
    const unsigned step = have < blocks - have ? have : blocks - have;
    starts &= starts >> step;
    have += step;
  }
  return static_cast<unsigned>(std::countr_zero(starts));
}

unsigned longest_run(std::uint64_t taken) {
  unsigned length = 0;
  for (std::uint64_t open = ~taken; open != 0; open &= open >> 1) ++length;
  return length;
}

}  // namespace

MemoryBlobSlabs::~MemoryBlobSlabs() {
  std::thread ahead;
  {
    MutexLock hold(mutex_);
    stopping_ = true;
    ahead.swap(ahead_);
    wake_.notify_all();
  }
  if (ahead.joinable()) ahead.join();
}

void MemoryBlobSlabs::change(Slabs::iterator slab, Blocks taken) {
  by_run_.erase({longest_run(slab->second.taken), slab->first});
  slab->second.taken = taken;
  by_run_.emplace(longest_run(taken), slab->first);
}

MemoryBlobSlabs::Slabs::iterator MemoryBlobSlabs::with_room(unsigned& blocks) {
  // The tightest fit, so that slabs fill up and others can empty.
  const auto fit = by_run_.lower_bound({blocks, nullptr});
  if (fit != by_run_.end()) return slabs_.find(fit->second);
  const auto longest = by_run_.rbegin();
  if (longest != by_run_.rend() && longest->first >= (blocks + 7) / 8) {
    blocks = longest->first;
    return slabs_.find(longest->second);
  }
  const SlabMaker::Slab fresh = maker_.take();
  if (fresh.at == nullptr) return slabs_.end();
  ++empty_;
  by_run_.emplace(64, fresh.at);
  return slabs_.emplace(fresh.at, Slab{.huge = fresh.huge}).first;
}

MemoryBlobSlabs::Piece MemoryBlobSlabs::without_pages(Slabs::iterator slab, Blocks run) {
  auto& [at, state] = *slab;
  if (state.huge && state.present == 0) {
    state.present = kFull;
    return {at, kSlab};
  }
  const Blocks missing = run & ~state.present;
  state.present |= run;
  if (missing == 0) return {};
  // What lies between missing blocks is there already, which does no harm.
  const auto first = static_cast<unsigned>(std::countr_zero(missing));
  const auto end = static_cast<unsigned>(std::bit_width(missing));
  return {at + first * kBlock, (end - first) * kBlock};
}

MemoryBlobSlabs::Piece MemoryBlobSlabs::take(std::size_t size) {
  unsigned blocks = blocks_of(size);
  MutexLock hold(mutex_);
  const auto slab = with_room(blocks);
  if (slab == slabs_.end()) return {};
  if (slab->second.taken == 0) --empty_;
  const unsigned first = find_run(slab->second.taken, blocks);
  change(slab, slab->second.taken | run_of(first, blocks));
  return {slab->first + first * kBlock, blocks * kBlock};
}

void MemoryBlobSlabs::make_present(std::byte* part, std::size_t size) {
  Piece fresh;
  bool huge = false;
  {
    MutexLock hold(mutex_);
    const auto slab = std::prev(slabs_.upper_bound(part));
    const auto offset = static_cast<std::size_t>(part - slab->first);
    const auto first = static_cast<unsigned>(offset / kBlock);
    const unsigned end = blocks_of(offset + size);
    fresh = without_pages(slab, run_of(first, end - first));
    huge = slab->second.huge;
    go_ahead(slab);
  }
  if (fresh.at != nullptr) maker_.make_present(huge, fresh.at, fresh.size);
}

void MemoryBlobSlabs::go_ahead(Slabs::iterator slab) {
  // Whoever needs one slab may never need a second.
  if (slabs_.size() < 2 || slab->second.present == kFull) return;
  if (std::exchange(filling_, slab->first) == slab->first) return;
  try {
    if (!ahead_.joinable()) ahead_ = std::thread([this] { work_ahead(); });
  } catch (const std::system_error&) {
    return;  // no thread to be had: nothing is made ahead
  }
  wake_.notify_one();
}

void MemoryBlobSlabs::work_ahead() {
  // Never in the way of those who receive and hash. (Linux: of this thread alone.)
  static_cast<void>(::setpriority(PRIO_PROCESS, 0, 19));
  MutexLock hold(mutex_);
  for (;;) {
    while (!stopping_ && filling_ == nullptr) wake_.wait(mutex_);
    if (stopping_) return;
    const auto slab = slabs_.find(filling_);
    if (slab == slabs_.end() || slab->second.present == kFull) {
      filling_ = nullptr;
      continue;
    }
    const auto first = static_cast<unsigned>(std::countr_one(slab->second.present));
    const Piece next = without_pages(slab, run_of(first, std::min(kAhead, 64 - first)));
    const bool huge = slab->second.huge;
    // Where the slab is given back meanwhile these are pages of an address that stays ours.
    mutex_.unlock();
    maker_.make_present(huge, next.at, next.size);
    mutex_.lock();
  }
}

void MemoryBlobSlabs::give(std::byte* piece, std::size_t size) {
  SlabMaker::Slab unused;
  {
    MutexLock hold(mutex_);
    const auto slab = std::prev(slabs_.upper_bound(piece));
    const auto offset = static_cast<std::size_t>(piece - slab->first);
    const auto first = static_cast<unsigned>(offset / kBlock);
    change(slab, slab->second.taken & ~run_of(first, blocks_of(size)));
    if (slab->second.taken != 0) return;
    if (empty_ < kEmptyKept) {
      ++empty_;
      return;
    }
    unused = {slab->first, slab->second.huge};
    by_run_.erase({64, slab->first});
    slabs_.erase(slab);
  }
  maker_.give_back(unused);
}

std::size_t MemoryBlobSlabs::slabs() const {
  MutexLock hold(mutex_);
  return slabs_.size();
}

}  // namespace resumulator
