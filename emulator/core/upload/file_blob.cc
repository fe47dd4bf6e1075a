// Blobs in files: <directory>/blobs/ab/NUMBER, where ab is the number's last byte in hexadecimal.
// The file is made with the first byte and open only while its writer is busy, so open sessions
// cost no descriptors.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cassert>
#include <charconv>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "core/base/mutex.h"
#include "core/upload/blob.h"
#include "core/upload/external_blob.h"
#include "core/upload/file_blob_io.h"

namespace resumulator {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kScratchMin = 64 * 1024;
constexpr std::size_t kScratchMax = 256 * 1024;
constexpr int kWritersOpenMax = 128;  // past it a writer opens its file anew for every step

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (text != std::to_string(number)) return std::nullopt;
  return number;
}

/// What all blobs of a directory share; outlives the store while blobs are held.
struct BlobDirectory {
  explicit BlobDirectory(fs::path blobs) : root(std::move(blobs)) {}

  [[nodiscard]] fs::path folder_of(std::uint64_t number) const {
    constexpr std::string_view kHex = "0123456789abcdef";
    const std::string name = {kHex[(number >> 4) & 15], kHex[number & 15]};
    return root / name;
  }
  [[nodiscard]] std::string path_of(std::uint64_t number) const {
    return (folder_of(number) / std::to_string(number)).string();
  }

  const fs::path root;
  std::atomic<std::uint64_t> next_number{1};
  std::atomic<std::uint64_t> epoch{0};  // grows with every forget_all()
  std::atomic<int> writers_open{0};
};

class FileBlob final : public Blob {
  using Handle = std::shared_ptr<const FileHandle>;

 public:
  FileBlob(std::shared_ptr<BlobDirectory> directory, std::uint64_t number, std::uint64_t size)
      : directory_(std::move(directory)),
        number_(number),
        epoch_(directory_->epoch.load()),
        made_(size > 0),
        size_(size) {}

  ~FileBlob() override {
    close_writer();
    const bool kept = kept_.load() && epoch_ == directory_->epoch.load();
    if (made_.load() && !kept) ::unlink(path().c_str());
  }

  [[nodiscard]] std::uint64_t size() const override { return size_.load(); }

  [[nodiscard]] Result<std::span<std::byte>> reserve(std::size_t want) override {
    assert(want > 0);
    const std::size_t size = std::clamp(want, kScratchMin, kScratchMax);
    if (scratch_size_ < size) {
      scratch_ = std::make_unique_for_overwrite<std::byte[]>(size);
      scratch_size_ = size;
    }
    reserved_ = std::min(want, scratch_size_);
    return std::span(scratch_.get(), reserved_);
  }

  [[nodiscard]] Result<void> commit(std::size_t n) override {
    assert(n <= reserved_);
    reserved_ = 0;
    if (n == 0) return {};
    const Result<Handle> file = open_writer();
    if (!file) return Unexpected(file.error());
    const std::uint64_t size = size_.load();
    Result<void> written = write_all((*file)->get(), size, std::span(scratch_.get(), n), path());
    // What came before the failure gives its room back: the disk is full as it is.
    if (!written && ::ftruncate((*file)->get(), static_cast<off_t>(size)) != 0) close_writer();
    if (directory_->writers_open.load() > kWritersOpenMax) close_writer();
    if (!written) return as_unavailable(std::move(written));
    size_.store(size + n);
    return {};
  }

  [[nodiscard]] Result<void> truncate(std::uint64_t size) override {
    if (size > size_.load()) {
      return Unexpected(ErrorKind::kUsage, "a blob is only ever shortened", path());
    }
    reserved_ = 0;
    size_.store(size);
    // Gives the room back where it can. When it cannot, the bytes past the size are only litter:
    // they are overwritten by what comes next and cut off when the blob is opened again.
    if (made_.load() && ::truncate(path().c_str(), static_cast<off_t>(size)) != 0) return {};
    return {};
  }

  void release_room() override {
    reserved_ = 0;
    scratch_.reset();
    scratch_size_ = 0;
    close_writer();
  }

  [[nodiscard]] Result<std::size_t> read(std::uint64_t at,
                                         std::span<std::byte> into) const override {
    const std::uint64_t size = size_.load();
    if (at >= size || into.empty()) return std::size_t{0};
    Handle file = opened_file();
    if (!file) file = std::make_shared<FileHandle>(::open(path().c_str(), O_RDONLY | O_CLOEXEC));
    if (!file->is_open()) return as_unavailable(Unexpected(file_error("cannot open", path())));
    const auto want = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), size - at));
    return read_up_to(file->get(), at, into.first(want), path());
  }

  [[nodiscard]] std::span<const std::byte> view(std::uint64_t /*at*/,
                                                std::size_t /*max*/) const override {
    return {};
  }
  [[nodiscard]] std::string key() const override { return std::to_string(number_); }
  void keep() const override { kept_.store(true); }

 private:
  [[nodiscard]] std::string path() const { return directory_->path_of(number_); }

  /// A store that was writable and is not any more is a failure of the store, whatever the reason.
  template <typename T>
  [[nodiscard]] static Unexpected as_unavailable(T failure) {
    Error error = std::move(failure).error();
    error.kind = ErrorKind::kUnavailable;
    return Unexpected(std::move(error));
  }

  [[nodiscard]] Handle opened_file() const {
    MutexLock hold(mutex_);
    return file_;
  }

  [[nodiscard]] Result<Handle> open_writer() {
    if (Handle file = opened_file()) return file;
    const std::string path = this->path();
    const int flags = O_RDWR | O_CLOEXEC | (made_.load() ? 0 : O_CREAT | O_EXCL);
    int file = ::open(path.c_str(), flags, 0600);
    if (file < 0 && errno == ENOENT && !made_.load()) {
      std::error_code ignored;  // open() tells why, should it fail again
      fs::create_directories(directory_->folder_of(number_), ignored);
      file = ::open(path.c_str(), flags, 0600);
    }
    if (file < 0) return as_unavailable(Unexpected(file_error("cannot open", path)));
    made_.store(true);
    ++directory_->writers_open;
    MutexLock hold(mutex_);
    file_ = std::make_shared<FileHandle>(file);
    return file_;
  }

  void close_writer() {
    MutexLock hold(mutex_);
    if (!file_) return;
    file_.reset();
    --directory_->writers_open;
  }

  const std::shared_ptr<BlobDirectory> directory_;
  const std::uint64_t number_;
  const std::uint64_t epoch_;
  std::atomic<bool> made_;  // the file exists
  std::atomic<std::uint64_t> size_;
  mutable std::atomic<bool> kept_{false};
  mutable Mutex mutex_;
  Handle file_ GUARDED_BY(mutex_);        // the writer's, while it is busy; readers may borrow it
  std::unique_ptr<std::byte[]> scratch_;  // the writer's
  std::size_t scratch_size_ = 0;
  std::size_t reserved_ = 0;
};

class FileBlobStore final : public BlobStore {
 public:
  explicit FileBlobStore(std::shared_ptr<BlobDirectory> directory)
      : directory_(std::move(directory)) {}

  [[nodiscard]] Result<std::shared_ptr<Blob>> create() override {
    const std::uint64_t number = directory_->next_number++;
    return std::shared_ptr<Blob>(std::make_shared<FileBlob>(directory_, number, 0));
  }

  [[nodiscard]] Result<std::shared_ptr<Blob>> open(const std::string& key,
                                                   std::uint64_t size) override {
    MutexLock hold(mutex_);
    if (is_external_key(key)) return reopen_external(key, size);
    const std::optional<std::uint64_t> number = parse_number(key);
    if (!number) return Unexpected(ErrorKind::kMalformed, "not the key of a blob: " + key, key);
    // The number is taken even where no file is (nothing was written yet).
    std::uint64_t next = directory_->next_number.load();
    while (next <= *number && !directory_->next_number.compare_exchange_weak(next, *number + 1)) {
    }
    // Copies of an object share one blob: two of its keys must not become two owners of one file.
    if (std::shared_ptr<Blob> known = reopened_[*number].lock(); known && known->size() == size) {
      return known;
    }
    const std::string path = directory_->path_of(*number);
    struct stat status = {};
    const bool there = ::stat(path.c_str(), &status) == 0;
    const std::uint64_t have = there ? static_cast<std::uint64_t>(status.st_size) : 0;
    if (have < size) {
      return Unexpected(ErrorKind::kUsage,
                        path + " holds " + std::to_string(have) + " of " + std::to_string(size) +
                            " bytes: the store was changed by something else",
                        path);
    }
    if (there && size == 0) {
      ::unlink(path.c_str());
    } else if (have > size && ::truncate(path.c_str(), static_cast<off_t>(size)) != 0) {
      return file_error("cannot shorten", path);
    }
    auto blob = std::make_shared<FileBlob>(directory_, *number, size);
    reopened_[*number] = blob;
    return std::shared_ptr<Blob>(std::move(blob));
  }

  void forget_all() override { ++directory_->epoch; }

  void remove_orphans(const std::set<std::string>& known_keys) override {
    for (const auto& [number, path] : found_) {
      if (!known_keys.contains(std::to_string(number))) ::unlink(path.c_str());
    }
    found_.clear();
  }

  /// Finds what earlier runs left. Files that are not ours stay untouched.
  [[nodiscard]] Result<void> scan() {
    std::error_code error;
    for (fs::recursive_directory_iterator at(directory_->root, error), end; !error && at != end;
         at.increment(error)) {
      const std::optional<std::uint64_t> number = parse_number(at->path().filename().string());
      if (!number || at->path() != directory_->path_of(*number)) continue;
      found_.emplace_back(*number, at->path().string());
      directory_->next_number = std::max(directory_->next_number.load(), *number + 1);
    }
    if (!error) return {};
    return Unexpected(ErrorKind::kUsage,
                      "cannot read " + directory_->root.string() + ": " + error.message() +
                          "; give the server a directory it may read and write",
                      directory_->root.string());
  }

 private:
  std::shared_ptr<BlobDirectory> directory_;
  std::vector<std::pair<std::uint64_t, std::string>> found_;
  Mutex mutex_;
  std::map<std::uint64_t, std::weak_ptr<Blob>> reopened_ GUARDED_BY(mutex_);
};

}  // namespace

Result<std::unique_ptr<BlobStore>> make_file_blob_store(const std::string& directory) {
  const fs::path root = fs::path(directory) / "blobs";
  std::error_code error;
  fs::create_directories(root, error);
  if (!error && ::access(root.c_str(), R_OK | W_OK | X_OK) != 0) {
    error = std::error_code(errno, std::generic_category());
  }
  if (error) {
    return Unexpected(ErrorKind::kUsage,
                      "cannot write to the store directory " + directory + ": " + error.message() +
                          "; give the server a directory it may read and write",
                      directory);
  }
  auto store = std::make_unique<FileBlobStore>(std::make_shared<BlobDirectory>(root));
  if (Result<void> scanned = store->scan(); !scanned) return Unexpected(scanned.error());
  return std::unique_ptr<BlobStore>(std::move(store));
}

}  // namespace resumulator
