// Whole reads and writes on descriptors, and a descriptor that closes itself.
//
// Errors   kUnavailable with the system's words; `where` is the path.
// Threads  plain functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <resumulator/result.hpp>
#include <span>
#include <string>

namespace resumulator {

class FileHandle {
 public:
  FileHandle() = default;
  explicit FileHandle(int file) : file_(file) {}
  ~FileHandle() { reset(); }
  FileHandle(FileHandle&& other) noexcept;
  FileHandle& operator=(FileHandle&& other) noexcept;
  void reset();
  [[nodiscard]] int get() const { return file_; }
  [[nodiscard]] bool is_open() const { return file_ >= 0; }

 private:
  int file_ = -1;
};

/// kUnavailable: "WHAT PATH: the system's words for errno". kDenied where errno is about rights.
[[nodiscard]] Unexpected file_error(const std::string& what, const std::string& path);
[[nodiscard]] Result<void> write_all(int file, std::uint64_t at, std::span<const std::byte> bytes,
                                     const std::string& path);
/// Fewer only at the end of the file.
[[nodiscard]] Result<std::size_t> read_up_to(int file, std::uint64_t at, std::span<std::byte> into,
                                             const std::string& path);

}  // namespace resumulator
