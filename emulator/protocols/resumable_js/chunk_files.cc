#include "protocols/resumable_js/chunk_files.h"

#include <utility>

#include "core/base/sha256.h"
#include "core/base/strings.h"
#include "protocols/resumable_js/safe_name.h"

namespace resumulator::resumable_js {
namespace {

/// With room for ".4294967295" behind it.
constexpr std::size_t kNameMax = 240;
constexpr std::size_t kBeginningKept = 120;

bool wanted(const World& world) {
  const Options& options = world.options();
  return !options.upload_dir.empty() &&
         options.resumablejs.disk_layout == ResumableJsSwitches::DiskLayout::kPython;
}

bool stays(char c) {
  return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z') || c == '_' || c == '-' || c == '.';
}

}  // namespace

std::string chunk_directory(std::string_view identifier) {
  std::string name;
  const bool device = is_device_name(identifier);
  for (const char c : identifier) {
    if (stays(c) && !(name.empty() && (c == '.' || device))) {
      name += c;
    } else {
      name += "%" + hex_encode({&c, 1});
    }
  }
  if (name.size() <= kNameMax) return name;
  return name.substr(0, kBeginningKept) + "%-" + sha256_hex(identifier);
}

Result<ChunkFile> ChunkFile::write(const World& world, const Blob& bytes) {
  ChunkFile made;
  if (!wanted(world)) return made;
  Result<UploadFile> file = UploadFile::write(world.options().upload_dir, bytes);
  if (!file) return Unexpected(std::move(file).error());
  made.file_.emplace(*std::move(file));
  return made;
}

Result<void> ChunkFile::put_in_place(std::string_view identifier, std::uint64_t number) {
  if (!file_) return {};
  const std::string name = chunk_directory(identifier);
  path_ = kChunkFolder;
  path_.append("/").append(name).append("/").append(name);
  path_.append(".").append(std::to_string(number));
  return file_->put_in_place(path_, UploadFile::IfTaken::kReplace);
}

void ChunkFile::take_back() {
  // A copy that stays is overwritten by the chunk's next one.
  if (file_) static_cast<void>(file_->take_back(path_));
}

void remove_chunk_files(const World& world, std::string_view identifier) {
  if (!wanted(world)) return;
  // What cannot be removed is overwritten by the next upload of that name.
  static_cast<void>(remove_upload_dir(
      world.options().upload_dir, std::string(kChunkFolder) + "/" + chunk_directory(identifier)));
}

void remove_finished_chunk_files(const World& world, std::string_view identifier) {
  using Cleanup = ResumableJsSwitches::Cleanup;
  if (world.options().resumablejs.cleanup == Cleanup::kAuto) remove_chunk_files(world, identifier);
}

}  // namespace resumulator::resumable_js
