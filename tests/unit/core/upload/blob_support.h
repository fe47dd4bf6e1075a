// Helpers of the storage tests: a directory that goes with the test, bytes by name, a limit on file
// sizes.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "core/base/random.h"
#include "core/upload/blob.h"

namespace resumulator::test {

/// An empty directory, removed with everything in it.
class TempDir {
 public:
  TempDir() {
    std::string path = (std::filesystem::temp_directory_path() / "resumulator-test-XXXXXX");
    if (::mkdtemp(path.data()) != nullptr) path_ = path;
  }
  ~TempDir() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  [[nodiscard]] std::string path(const std::string& below = "") const {
    return below.empty() ? path_ : path_ + "/" + below;
  }

 private:
  std::string path_;
};

/// The bytes [from, from + n) of an endless random string that `seed` names.
inline std::vector<std::byte> some_bytes(std::uint64_t seed, std::uint64_t from, std::size_t n) {
  std::vector<std::byte> bytes(n);
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint64_t at = from + i;
    if (i == 0 || at % 8 == 0) word = draw(seed, "bytes", at / 8);
    bytes[i] = static_cast<std::byte>(word >> (8 * (at % 8)));
  }
  return bytes;
}

inline std::span<const std::byte> as_bytes(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

inline std::vector<std::byte> read_whole(const Blob& blob) {
  std::vector<std::byte> bytes(blob.size());
  const Result<std::size_t> n = blob.read(0, bytes);
  EXPECT_TRUE(n) << n.error().text;
  EXPECT_EQ(n.value_or(0), bytes.size());
  return bytes;
}

inline std::string read_text(const Blob& blob) {
  const std::vector<std::byte> bytes = read_whole(blob);
  std::string text(bytes.size(), '\0');
  std::transform(bytes.begin(), bytes.end(), text.begin(),
                 [](std::byte b) { return static_cast<char>(b); });
  return text;
}

/// While it lives no file of this process grows past `bytes`: a disk that is full, for everyone.
class FullDisk {
 public:
  explicit FullDisk(std::uint64_t bytes) : before_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &limit_);
    const rlimit low{bytes, limit_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &low);
  }
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &limit_);
    std::signal(SIGXFSZ, before_);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  void (*before_)(int);
  rlimit limit_{};
};

}  // namespace resumulator::test
