// Finished uploads as real files below a directory of the user's: written aside, then put in place
// in one step, so that a file under its name is always whole.
//
// Names    relative, segments separated by "/", already made safe by the caller; a name that leads
//          outside is refused all the same. Directories are made as needed; a symbolic link on the
//          way is not followed.
// Errors   kUnavailable: the disk cannot take it. kConflict: the name is taken. kUsage: no such
//          name. Nothing is left behind then.
// Left over the hidden file of a process that was killed is removed by the next one that opens the
//          directory. A living one holds a lock on its own, so that several may share a directory.
// Threads  a file belongs to one thread; different files do not disturb each other.
#pragma once

#include <resumulator/result.hpp>
#include <string>
#include <string_view>

#include "core/upload/blob.h"
#include "core/upload/file_blob_io.h"

namespace resumulator {

/// How the names of hidden files begin: no upload may be called so, or a start would remove it.
inline constexpr std::string_view kHiddenUpload = ".resumulator-";

/// Makes the directory where it is not there, and tidies it where it is. kUsage: it cannot be, or
/// may not be written.
[[nodiscard]] Result<void> make_upload_dir(const std::string& directory);

class UploadFile {
 public:
  /// Copies all of `bytes` to a hidden file in `directory`, which is made if need be.
  [[nodiscard]] static Result<UploadFile> write(const std::string& directory, const Blob& bytes);
  UploadFile(UploadFile&& other) noexcept;
  UploadFile& operator=(UploadFile&&) = delete;
  /// Removes it unless it was put in place.
  ~UploadFile();

  enum class IfTaken : bool { kReplace, kRefuse };
  [[nodiscard]] Result<void> put_in_place(const std::string& name, IfTaken if_taken);
  /// After put_in_place(): the name is free again, and the bytes can be put elsewhere. What
  /// kReplace replaced does not come back.
  [[nodiscard]] Result<void> take_back(const std::string& name);

 private:
  UploadFile(std::string directory, std::string aside, FileHandle locked)
      : directory_(std::move(directory)), aside_(std::move(aside)), locked_(std::move(locked)) {}
  std::string directory_;
  std::string aside_;   // empty: moved from, or in place
  FileHandle locked_;   // the file itself: open, it is ours
  std::string hidden_;  // what aside_ was before it was put in place
};

/// Whether there is a file of that name with these very bytes. False where it cannot be read.
[[nodiscard]] bool has_upload_file(const std::string& directory, const std::string& name,
                                   const Blob& bytes);

/// Removes the directory `name` and all in it. What is not there is removed.
Result<void> remove_upload_dir(const std::string& directory, const std::string& name);

}  // namespace resumulator
