#include "core/upload/upload_dir.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "core/base/strings.h"
#include "core/upload/file_blob_io.h"

namespace resumulator {
namespace {

constexpr std::size_t kBlock = 256 * 1024;
constexpr std::string_view kRandom = "XXXXXX";
// Each try meets a server that is starting at this very moment.
constexpr int kTries = 16;

Result<void> copy(const Blob& bytes, int file, const std::string& path) {
  std::vector<std::byte> block(kBlock);
  std::uint64_t at = 0;
  while (true) {
    const Result<std::size_t> got = bytes.read(at, block);
    if (!got) return Unexpected(got.error());
    if (*got == 0) return {};
    if (auto done = write_all(file, at, std::span(block).first(*got), path); !done) return done;
    at += *got;
  }
}

/// Whether the file begins with all of `bytes`.
bool is_same(const Blob& bytes, int file) {
  std::vector<std::byte> ours(kBlock);
  std::vector<std::byte> theirs(kBlock);
  for (std::uint64_t at = 0;;) {
    const std::size_t got = bytes.read(at, ours).value_or(0);
    if (got == 0) return at == bytes.size();
    for (std::size_t have = 0; have < got;) {
      const auto read =
          ::pread(file, theirs.data() + have, got - have, static_cast<off_t>(at + have));
      if (read <= 0) return false;
      have += static_cast<std::size_t>(read);
    }
    if (std::memcmp(ours.data(), theirs.data(), got) != 0) return false;
    at += got;
  }
}

/// The directory `name` lies in, below `directory`: opened segment by segment.
Result<FileHandle> open_parent(const std::string& directory, std::string_view name,
                               std::string& last) {
  FileHandle at(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const auto segments = split(name, '/');
  for (std::size_t i = 0; at.is_open() && i < segments.size(); ++i) {
    const std::string segment(segments[i]);
    const bool unsafe = segment.empty() || segment == "." || segment == ".." ||
                        segment.find('\0') != std::string::npos;
    if (unsafe) return Unexpected(ErrorKind::kUsage, "not the name of a file", std::string(name));
    if (i + 1 == segments.size()) {
      last = segment;
      return at;
    }
    if (::mkdirat(at.get(), segment.c_str(), 0755) != 0 && errno != EEXIST) {
      return file_error("cannot make", segment);
    }
    at = FileHandle(
        ::openat(at.get(), segment.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  }
  return file_error("cannot open", directory);
}

/// A new hidden file, locked where the file system has locks. Not open: errno says why.
FileHandle make_hidden(const std::string& directory, std::string& path) {
  for (int i = 0; i < kTries; ++i) {
    path = directory + "/" + std::string(kHiddenUpload) + std::string(kRandom);
    FileHandle file(::mkostemp(path.data(), O_CLOEXEC));
    if (!file.is_open()) return file;
    const bool taken = ::flock(file.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    struct stat now {};
    // Whoever tidies up may have come between the two: the file is theirs then, and goes.
    const bool gone = ::fstat(file.get(), &now) == 0 && now.st_nlink == 0;
    if (!taken && !gone) return file;
  }
  errno = EAGAIN;
  return FileHandle();
}

/// Hidden files that nobody holds a lock on: their process is gone.
void remove_left_over(const std::string& directory) {
  std::error_code error;
  for (std::filesystem::directory_iterator at(directory, error), end; !error && at != end;
       at.increment(error)) {
    const std::string name = at->path().filename().string();
    if (name.size() != kHiddenUpload.size() + kRandom.size() || !name.starts_with(kHiddenUpload))
      continue;
    const std::string path = at->path().string();
    struct stat seen {};
    if (::lstat(path.c_str(), &seen) != 0 || !S_ISREG(seen.st_mode)) continue;
    const FileHandle file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!file.is_open() || ::flock(file.get(), LOCK_EX | LOCK_NB) != 0) continue;
    ::unlink(path.c_str());
  }
}

}  // namespace

Result<void> make_upload_dir(const std::string& directory) {
  std::error_code problem;
  std::filesystem::create_directories(directory, problem);
  if (!problem && ::access(directory.c_str(), W_OK | X_OK) != 0) {
    problem = std::error_code(errno, std::generic_category());
  }
  if (!problem) {
    remove_left_over(directory);
    return {};
  }
  return Unexpected(ErrorKind::kUsage,
                    "finished uploads cannot be put into " + directory + ": " + problem.message() +
                        "; give the server a directory it may write",
                    directory);
}

UploadFile::UploadFile(UploadFile&& other) noexcept
    : directory_(std::move(other.directory_)),
      aside_(std::exchange(other.aside_, {})),
      locked_(std::move(other.locked_)),
      hidden_(std::exchange(other.hidden_, {})) {}

UploadFile::~UploadFile() {
  if (!aside_.empty()) ::unlink(aside_.c_str());
}

Result<UploadFile> UploadFile::write(const std::string& directory, const Blob& bytes) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);  // the next step says what is wrong
  std::string path;
  FileHandle file = make_hidden(directory, path);
  if (!file.is_open()) return file_error("cannot write to", directory);
  UploadFile made(directory, path, std::move(file));
  ::fchmod(made.locked_.get(), 0644);
  if (Result<void> copied = copy(bytes, made.locked_.get(), path); !copied) {
    return Unexpected(copied.error());
  }
  return made;
}

Result<void> UploadFile::put_in_place(const std::string& name, IfTaken if_taken) {
  std::string last;
  const Result<FileHandle> parent = open_parent(directory_, name, last);
  if (!parent) return Unexpected(parent.error());
  const int done = if_taken == IfTaken::kReplace
                       ? ::renameat(AT_FDCWD, aside_.c_str(), parent->get(), last.c_str())
                       : ::linkat(AT_FDCWD, aside_.c_str(), parent->get(), last.c_str(), 0);
  if (done != 0 && errno == EEXIST) {
    return Unexpected(ErrorKind::kConflict, "There is a file of that name.", name);
  }
  if (done != 0) return file_error("cannot write", directory_ + "/" + name);
  if (if_taken == IfTaken::kRefuse) ::unlink(aside_.c_str());
  hidden_ = std::exchange(aside_, {});
  return {};
}

Result<void> UploadFile::take_back(const std::string& name) {
  std::string last;
  const Result<FileHandle> parent = open_parent(directory_, name, last);
  if (!parent) return Unexpected(parent.error());
  if (::renameat(parent->get(), last.c_str(), AT_FDCWD, hidden_.c_str()) != 0) {
    return file_error("cannot take back", directory_ + "/" + name);
  }
  aside_ = std::exchange(hidden_, {});
  return {};
}

bool has_upload_file(const std::string& directory, const std::string& name, const Blob& bytes) {
  std::string last;
  const Result<FileHandle> parent = open_parent(directory, name, last);
  if (!parent) return false;
  const FileHandle file(
      ::openat(parent->get(), last.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat seen {};
  if (!file.is_open() || ::fstat(file.get(), &seen) != 0 || !S_ISREG(seen.st_mode)) return false;
  return static_cast<std::uint64_t>(seen.st_size) == bytes.size() && is_same(bytes, file.get());
}

Result<void> remove_upload_dir(const std::string& directory, const std::string& name) {
  std::error_code error;
  const std::filesystem::path path = std::filesystem::path(directory) / name;
  // A symbolic link is removed, not followed: remove_all() sees to that.
  std::filesystem::remove_all(path, error);
  if (error) {
    return Unexpected(ErrorKind::kUnavailable, "cannot remove: " + error.message(), path.string());
  }
  return {};
}

}  // namespace resumulator
