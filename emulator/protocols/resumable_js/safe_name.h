// A client's words made into the name of a file: never a path, never outside, never surprising.
//
//   kept      letters of any script, digits, blanks, punctuation
//   removed   NUL and other control characters; separators (/ and \) cut a name into segments
//   replaced  bytes that are not UTF-8, by "_"; names of devices (CON, nul.txt) get "_" in
//             front, as do those of the server's own files (.chunks, .resumulator-…)
//   bounded   255 bytes a segment, the extension kept; 1024 in all, with directories
//   refused   "", "." and "..": the fallback takes their place
//
// Source   docs/protocols/resumablejs.md, rules rjs.name.*
// Threads  pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace resumulator::resumable_js {

inline constexpr std::size_t kSegmentMax = 255;
inline constexpr std::size_t kPathMax = 1024;

/// The last segment of `name`, made safe; that of `identifier` where nothing is left of it.
[[nodiscard]] std::string safe_file_name(std::string_view name, std::string_view identifier);
/// All segments of `path` joined by "/", each made safe; those that are nothing or dots are left
/// out. Falls back as safe_file_name does.
[[nodiscard]] std::string safe_path(std::string_view path, std::string_view identifier);
/// Whether some systems know a file of this name, whatever its extension, as a device.
[[nodiscard]] bool is_device_name(std::string_view segment);
/// "a.jpg" → "a (2).jpg"; the directories of a path stay.
[[nodiscard]] std::string numbered_name(std::string_view name, std::uint64_t number);

}  // namespace resumulator::resumable_js
