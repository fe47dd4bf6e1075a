#include "core/upload/memory_blob_pool.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string>

namespace resumulator {
namespace {

constexpr std::size_t kBlock = MemoryBlobSlabs::kBlock;

Unexpected failed(const std::string& what) {
  return {ErrorKind::kUnavailable, what + " failed: " + std::strerror(errno), "temporary file"};
}

/// An unlinked file in the first directory that takes one. /var/tmp before /tmp: the latter is
/// often memory, which is what the file is to spare.
int open_unlinked() {
  const char* chosen = std::getenv("TMPDIR");
  for (const char* directory : {chosen, "/var/tmp", "/tmp"}) {
    if (directory == nullptr || *directory == '\0') continue;
#ifdef O_TMPFILE
    const int direct = ::open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, 0600);
    if (direct >= 0) return direct;
#endif
    std::string path = std::string(directory) + "/resumulator-XXXXXX";
    const int named = ::mkostemp(path.data(), O_CLOEXEC);
    if (named >= 0) {
      ::unlink(path.c_str());
      return named;
    }
  }
  return -1;
}

}  // namespace

MemoryBlobPool::~MemoryBlobPool() {
  if (file_ >= 0) ::close(file_);
}

MemoryBlobPool::Memory MemoryBlobPool::take_memory(std::size_t size) {
  if (used_.fetch_add(size) + size > limit_) {
    used_ -= size;
    return {};
  }
  const Memory memory =
      size < kBlock ? Memory{new (std::nothrow) std::byte[size], size} : slabs_.take(size);
  used_ -= memory.at == nullptr ? size : size - memory.size;
  return memory;
}

void MemoryBlobPool::give_memory(std::byte* memory, std::size_t size) {
  if (size < kBlock) {
    delete[] memory;
  } else {
    slabs_.give(memory, size);
  }
  used_ -= size;
}

std::size_t MemoryBlobPool::trim_memory(std::byte* memory, std::size_t size, std::size_t used) {
  // Never below a block: the size tells give_memory() where the piece is from.
  const std::size_t left = (used + kBlock - 1) / kBlock * kBlock;
  if (left >= size) return size;
  slabs_.give(memory + left, size - left);
  used_ -= size - left;
  return left;
}

Result<void> MemoryBlobPool::open_file() {
  if (file_ >= 0) return {};
  const int file = open_unlinked();
  if (file < 0) return failed("making a temporary file for what exceeds the memory limit");
  file_ = file;
  return {};
}

Result<std::uint64_t> MemoryBlobPool::take_extent(std::uint64_t size) {
  MutexLock hold(mutex_);
  if (Result<void> opened = open_file(); !opened) return Unexpected(opened.error());
  const auto fit = free_by_size_.lower_bound({size, 0});
  if (fit == free_by_size_.end()) {
    const std::uint64_t at = end_;
    end_ += size;
    return at;
  }
  const auto [have, at] = *fit;
  free_by_size_.erase(fit);
  free_.erase(at);
  if (have > size) {
    free_.emplace(at + size, have - size);
    free_by_size_.emplace(have - size, at + size);
  }
  return at;
}

void MemoryBlobPool::give_extent(std::uint64_t at, std::uint64_t size) {
  if (size == 0) return;
  MutexLock hold(mutex_);
  auto next = free_.lower_bound(at);
  if (next != free_.begin()) {
    const auto before = std::prev(next);
    if (before->first + before->second == at) {
      at = before->first;
      size += before->second;
      free_by_size_.erase({before->second, before->first});
      free_.erase(before);
    }
  }
  if (next != free_.end() && at + size == next->first) {
    size += next->second;
    free_by_size_.erase({next->second, next->first});
    free_.erase(next);
  }
  if (at + size == end_) {
    end_ = at;  // what is free at the end goes back to the disk
    if (::ftruncate(file_, static_cast<off_t>(end_)) == 0) return;
    end_ = at + size;
  }
  free_.emplace(at, size);
  free_by_size_.emplace(size, at);
}

Result<void> MemoryBlobPool::write(std::uint64_t at, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::pwrite(file_, bytes.data(), bytes.size(), static_cast<off_t>(at));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return failed("writing to the temporary file");
    bytes = bytes.subspan(static_cast<std::size_t>(n));
    at += static_cast<std::uint64_t>(n);
  }
  return {};
}

Result<void> MemoryBlobPool::read(std::uint64_t at, std::span<std::byte> into) const {
  while (!into.empty()) {
    const ssize_t n = ::pread(file_, into.data(), into.size(), static_cast<off_t>(at));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return failed("reading from the temporary file");
    into = into.subspan(static_cast<std::size_t>(n));
    at += static_cast<std::uint64_t>(n);
  }
  return {};
}

std::uint64_t MemoryBlobPool::file_size() const {
  MutexLock hold(mutex_);
  return end_;
}

}  // namespace resumulator
