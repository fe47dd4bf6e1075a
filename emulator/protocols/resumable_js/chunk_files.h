// Chunks as files where python-resumable has them, for whoever looks into its directory: a copy of
// what is stored (switch disk_layout=python).
//
//   UPLOAD_DIR/.chunks/IDENTIFIER/IDENTIFIER.NUMBER
//
// Names    letters, digits, "_", "-" and "." of an identifier stay, all other bytes are "%XX", as
//          is a dot in front, and the first byte of a device's name (CON); of one that gets too
//          long the beginning and its SHA-256. No two share one.
// Errors   kUnavailable: the disk cannot take it.
// Source   docs/protocols/resumablejs.md, rules rjs.disk.*
// Threads  different chunks do not disturb each other.
#pragma once

#include <cstdint>
#include <optional>
#include <resumulator/result.hpp>
#include <string>
#include <string_view>

#include "core/upload/upload_dir.h"
#include "core/upload/world.h"

namespace resumulator::resumable_js {

/// Where they are, below the upload directory.
inline constexpr std::string_view kChunkFolder = ".chunks";

/// Directory of an identifier's chunks, below kChunkFolder.
[[nodiscard]] std::string chunk_directory(std::string_view identifier);

class ChunkFile {
 public:
  /// Writes the bytes aside. Does nothing, and put_in_place() too, where no such files are wanted.
  [[nodiscard]] static Result<ChunkFile> write(const World& world, const Blob& bytes);
  [[nodiscard]] Result<void> put_in_place(std::string_view identifier, std::uint64_t number);
  /// After put_in_place(): it is not there any more.
  void take_back();
  [[nodiscard]] bool is_wanted() const { return file_.has_value(); }

 private:
  std::string path_;
  std::optional<UploadFile> file_;
};

/// The chunks of an upload go.
void remove_chunk_files(const World& world, std::string_view identifier);
/// The same of a finished one, where they go by themselves (switch cleanup).
void remove_finished_chunk_files(const World& world, std::string_view identifier);

}  // namespace resumulator::resumable_js
