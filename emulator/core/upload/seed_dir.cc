#include "core/upload/seed_dir.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "core/base/utf8.h"
#include "core/upload/seed_dir_types.h"
#include "core/upload/world.h"

namespace resumulator {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kObjectNameMax = 1024;

Unexpected refuse(const fs::path& path, const std::string& why) {
  return {ErrorKind::kUsage, "seed directory: " + path.string() + " " + why, path.string()};
}

bool is_bucket_name(std::string_view name) {
  const auto lower_or_digit = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  };
  const std::size_t max = name.find('.') == std::string_view::npos ? 63 : 222;
  if (name.size() < 3 || name.size() > max) return false;
  if (!lower_or_digit(name.front()) || !lower_or_digit(name.back())) return false;
  return std::all_of(name.begin(), name.end(),
                     [&](char c) { return lower_or_digit(c) || c == '-' || c == '_' || c == '.'; });
}

bool is_object_name(std::string_view name) {
  return !name.empty() && name.size() <= kObjectNameMax && is_valid_utf8(name) &&
         name.find_first_of("\r\n") == std::string_view::npos &&
         !name.starts_with(".well-known/acme-challenge/");
}

/// What an entry is once links are followed; links that lead out of the directory lead nowhere.
enum class Kind : std::uint8_t { kFile, kFolder, kOutside, kOther };

class Seeder {
 public:
  Seeder(World& world, fs::path root) : world_(world), root_(std::move(root)) {}

  [[nodiscard]] Result<void> run() {
    return each_entry(root_, [&](const fs::path& path, Kind kind) -> Result<void> {
      const std::string name = path.filename().string();
      if (kind == Kind::kOutside) return {};
      if (kind == Kind::kFolder) return seed_bucket(path, name);
      if (kind == Kind::kFile && name.starts_with('.')) return {};  // .gitkeep and its like
      return refuse(path, "lies in no bucket: put it into a folder, which becomes the bucket");
    });
  }

 private:
  template <typename Each>
  [[nodiscard]] Result<void> each_entry(const fs::path& folder, const Each& each) const {
    std::error_code error;
    std::vector<fs::path> paths;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
      paths.push_back(at->path());
    }
    if (error) return refuse(folder, "cannot be read: " + error.message());
    std::sort(paths.begin(), paths.end());
    for (const fs::path& path : paths) {
      Result<Kind> kind = kind_of(path);
      if (!kind) return Unexpected(std::move(kind).error());
      if (Result<void> done = each(path, *kind); !done) return done;
    }
    return {};
  }

  [[nodiscard]] Result<Kind> kind_of(const fs::path& path) const {
    std::error_code error;
    if (fs::is_symlink(fs::symlink_status(path, error))) {
      const fs::path target = fs::canonical(path, error);
      if (error) return refuse(path, "is a link that leads nowhere: " + error.message());
      const auto [in_root, in_target] =
          std::mismatch(root_.begin(), root_.end(), target.begin(), target.end());
      if (in_root != root_.end()) return Kind::kOutside;
    }
    const fs::file_status status = fs::status(path, error);
    if (error) return refuse(path, "cannot be read: " + error.message());
    if (fs::is_directory(status)) return Kind::kFolder;
    return fs::is_regular_file(status) ? Kind::kFile : Kind::kOther;
  }

  [[nodiscard]] Result<void> seed_bucket(const fs::path& folder, const std::string& name) {
    if (!is_bucket_name(name)) {
      return refuse(folder,
                    "cannot become a bucket: a bucket's name has 3 to 63 lower-case letters, "
                    "digits, '-', '_' and '.', a letter or digit at both ends");
    }
    if (!world_.objects().bucket(name)) {
      Bucket spec;
      spec.name = name;
      spec.project = world_.options().project;
      Result<BucketPtr> made = world_.objects().create_bucket(std::move(spec));
      if (!made) return Unexpected(std::move(made).error());
    }
    return seed_folder(folder, name, "");
  }

  [[nodiscard]] Result<void> seed_folder(const fs::path& folder, const std::string& bucket,
                                         const std::string& prefix) {
    std::error_code error;
    const fs::path real = fs::canonical(folder, error);
    if (error) return refuse(folder, "cannot be read: " + error.message());
    if (std::find(inside_.begin(), inside_.end(), real) != inside_.end()) {
      return refuse(folder, "is a link to a folder it lies in");
    }
    inside_.push_back(real);
    Result<void> done = each_entry(folder, [&](const fs::path& path, Kind kind) -> Result<void> {
      const std::string name = prefix + path.filename().string();
      if (kind == Kind::kOutside) return {};
      if (kind == Kind::kFolder) return seed_folder(path, bucket, name + "/");
      if (kind == Kind::kFile) return seed_file(path, bucket, name);
      return refuse(path, "is neither a file nor a folder");
    });
    inside_.pop_back();
    return done;
  }

  [[nodiscard]] Result<void> seed_file(const fs::path& path, const std::string& bucket,
                                       const std::string& name) {
    if (!is_object_name(name)) {
      return refuse(path,
                    "cannot become an object: a name is 1 to 1024 bytes of UTF-8 without line "
                    "ends");
    }
    Result<std::shared_ptr<const Blob>> blob = open_external_file(path.string());
    if (!blob) return refuse(path, "cannot be read: " + blob.error().text);
    NewObject object{.bucket = bucket,
                     .name = name,
                     .metadata = {},
                     .blob = *blob,
                     .size = (*blob)->size(),
                     .digests = {},
                     .component_count = {}};
    object.metadata.content_type = guess_content_type(path.filename().string());
    // What a store already has under this name is newer than the seed.
    const Preconditions absent{.generation_match = 0,
                               .generation_not_match = {},
                               .metageneration_match = {},
                               .metageneration_not_match = {}};
    Result<ObjectPtr> made = world_.objects().insert(std::move(object), absent);
    if (made || made.error().kind == ErrorKind::kPrecondition) return {};
    return Unexpected(std::move(made).error());
  }

  World& world_;
  const fs::path root_;
  std::vector<fs::path> inside_;  // folders on the way down, to see a link that goes in a circle
};

}  // namespace

Result<void> load_seed_dir(World& world, const std::string& directory) {
  std::error_code error;
  fs::path root = fs::canonical(directory, error);
  if (error) return refuse(directory, "cannot be read: " + error.message());
  if (!fs::is_directory(root, error)) return refuse(directory, "is not a directory");
  return Seeder(world, std::move(root)).run();
}

}  // namespace resumulator
