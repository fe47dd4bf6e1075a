#include "core/upload/external_blob.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "core/upload/file_blob_io.h"

namespace resumulator {
namespace {

constexpr std::string_view kScheme = "external:";

class ExternalBlob final : public Blob {
 public:
  ExternalBlob(std::string path, std::uint64_t size, std::string changed)
      : path_(std::move(path)), size_(size), changed_(std::move(changed)) {}

  [[nodiscard]] std::uint64_t size() const override { return size_; }
  [[nodiscard]] Result<std::span<std::byte>> reserve(std::size_t /*want*/) override {
    return read_only();
  }
  [[nodiscard]] Result<void> commit(std::size_t /*n*/) override { return read_only(); }
  [[nodiscard]] Result<void> truncate(std::uint64_t /*size*/) override { return read_only(); }
  void release_room() override {}

  [[nodiscard]] Result<std::size_t> read(std::uint64_t at,
                                         std::span<std::byte> into) const override {
    if (at >= size_ || into.empty()) return std::size_t{0};
    const FileHandle file(::open(path_.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.is_open()) return file_error("cannot open", path_);
    const auto want = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), size_ - at));
    Result<std::size_t> got = read_up_to(file.get(), at, into.first(want), path_);
    if (got && *got < want) {
      return Unexpected(ErrorKind::kUnavailable, path_ + " has become shorter since it was seeded",
                        path_);
    }
    return got;
  }
  [[nodiscard]] std::span<const std::byte> view(std::uint64_t /*at*/,
                                                std::size_t /*max*/) const override {
    return {};
  }
  [[nodiscard]] std::string key() const override {
    return std::string(kScheme) + changed_ + ":" + path_;
  }

 private:
  [[nodiscard]] Unexpected read_only() const {
    return {ErrorKind::kUsage, path_ + " belongs to the seed directory: it is only read", path_};
  }

  const std::string path_;
  const std::uint64_t size_;
  const std::string changed_;  // nanoseconds since the epoch
};

Result<std::shared_ptr<ExternalBlob>> open_path(const std::string& path) {
  const FileHandle file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file.is_open()) {
    if (errno == ENOENT) {
      return Unexpected(ErrorKind::kNotFound, "no such file: " + path, path);
    }
    return file_error("cannot read", path);
  }
  struct stat status = {};
  if (::fstat(file.get(), &status) != 0) return file_error("cannot read", path);
  if (!S_ISREG(status.st_mode)) {
    return Unexpected(ErrorKind::kNotFound, path + " is not a regular file", path);
  }
  const auto changed =
      std::to_string(status.st_mtim.tv_sec) + "." + std::to_string(status.st_mtim.tv_nsec);
  return std::make_shared<ExternalBlob>(path, static_cast<std::uint64_t>(status.st_size), changed);
}

}  // namespace

bool is_external_key(std::string_view key) { return key.starts_with(kScheme); }

Result<std::shared_ptr<Blob>> reopen_external(const std::string& key, std::uint64_t size) {
  const std::size_t colon = key.find(':', kScheme.size());
  if (!is_external_key(key) || colon == std::string::npos) {
    return Unexpected(ErrorKind::kMalformed, "not the key of a file: " + key, key);
  }
  Result<std::shared_ptr<ExternalBlob>> blob = open_path(key.substr(colon + 1));
  if (!blob) return Unexpected(std::move(blob).error());
  if ((*blob)->size() != size || (*blob)->key() != key) {
    return Unexpected(ErrorKind::kNotFound, key.substr(colon + 1) + " has changed", key);
  }
  return std::shared_ptr<Blob>(*std::move(blob));
}

Result<std::shared_ptr<const Blob>> open_external_file(const std::string& path) {
  Result<std::shared_ptr<ExternalBlob>> blob = open_path(path);
  if (!blob) return Unexpected(std::move(blob).error());
  return std::shared_ptr<const Blob>(*std::move(blob));
}

}  // namespace resumulator
