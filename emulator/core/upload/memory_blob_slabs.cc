#include "core/upload/memory_blob_slabs.h"

#include <bit>
#include <iterator>

namespace resumulator {
namespace {

constexpr std::uint64_t kFull = ~std::uint64_t{0};
constexpr std::size_t kEmptyKept = 2;

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
  MutexLock hold(mutex_);
  for (const auto& [slab, taken] : slabs_) SlabMaker::unmap(slab);
}

void MemoryBlobSlabs::change(Slabs::iterator slab, Blocks taken) {
  by_run_.erase({longest_run(slab->second), slab->first});
  slab->second = taken;
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
  std::byte* fresh = maker_.make();
  if (fresh == nullptr) return slabs_.end();
  ++empty_;
  by_run_.emplace(64, fresh);
  return slabs_.emplace(fresh, 0).first;
}

MemoryBlobSlabs::Piece MemoryBlobSlabs::take(std::size_t size) {
  unsigned blocks = blocks_of(size);
  MutexLock hold(mutex_);
  const auto slab = with_room(blocks);
  if (slab == slabs_.end()) return {};
  if (slab->second == 0) --empty_;
  const unsigned first = find_run(slab->second, blocks);
  change(slab, slab->second | run_of(first, blocks));
  return {slab->first + first * kBlock, blocks * kBlock};
}

void MemoryBlobSlabs::give(std::byte* piece, std::size_t size) {
  MutexLock hold(mutex_);
  const auto slab = std::prev(slabs_.upper_bound(piece));
  const auto first = static_cast<unsigned>(static_cast<std::size_t>(piece - slab->first) / kBlock);
  change(slab, slab->second & ~run_of(first, blocks_of(size)));
  if (slab->second != 0) return;
  if (empty_ < kEmptyKept) {
    ++empty_;
    return;
  }
  by_run_.erase({64, slab->first});
  SlabMaker::unmap(slab->first);
  slabs_.erase(slab);
}

std::size_t MemoryBlobSlabs::slabs() const {
  MutexLock hold(mutex_);
  return slabs_.size();
}

}  // namespace resumulator
