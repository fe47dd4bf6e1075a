#include "core/upload/file_blob_io.h"

#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace resumulator {

FileHandle::FileHandle(FileHandle&& other) noexcept : file_(std::exchange(other.file_, -1)) {}

FileHandle& FileHandle::operator=(FileHandle&& other) noexcept {
  if (this != &other) {
    reset();
    file_ = std::exchange(other.file_, -1);
  }
  return *this;
}

void FileHandle::reset() {
  if (file_ >= 0) ::close(std::exchange(file_, -1));
}

Unexpected file_error(const std::string& what, const std::string& path) {
  const int code = errno;
  const ErrorKind kind =
      code == EACCES || code == EPERM ? ErrorKind::kDenied : ErrorKind::kUnavailable;
  return {kind, what + " " + path + ": " + std::generic_category().message(code), path};
}

Result<void> write_all(int file, std::uint64_t at, std::span<const std::byte> bytes,
                       const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t n = ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(at));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return file_error("cannot write to", path);
    bytes = bytes.subspan(static_cast<std::size_t>(n));
    at += static_cast<std::uint64_t>(n);
  }
  return {};
}

Result<std::size_t> read_up_to(int file, std::uint64_t at, std::span<std::byte> into,
                               const std::string& path) {
  std::size_t done = 0;
  while (done < into.size()) {
    const ssize_t n =
        ::pread(file, into.data() + done, into.size() - done, static_cast<off_t>(at + done));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return file_error("cannot read from", path);
    if (n == 0) break;
    done += static_cast<std::size_t>(n);
  }
  return done;
}

}  // namespace resumulator
