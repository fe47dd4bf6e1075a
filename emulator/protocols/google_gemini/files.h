// Files of the Gemini API: objects of the bucket "gemini-files" under their ids, for 48 hours.
//
// Source   docs/protocols/google-gemini.md, rules gemini.file.*
// Threads  any.
#pragma once

#include <optional>
#include <resumulator/clock.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/upload/world.h"

namespace resumulator::google_gemini {

inline constexpr std::string_view kBucket = "gemini-files";
inline constexpr Duration kLifetime = std::chrono::hours(48);
inline constexpr const char* kDisplayName = "display_name";  ///< key of the object's metadata

/// Whether `id` may name a file: 1 to 40 of [a-z0-9-], no hyphen at either end.
[[nodiscard]] bool is_file_id(std::string_view id);
/// A file that is there and whose time is not over.
[[nodiscard]] ObjectPtr find_file(const World& world, std::string_view id);
/// Newest first.
[[nodiscard]] std::vector<ObjectPtr> all_files(const World& world);
/// The resource; `base_url` is what its uri begins with.
[[nodiscard]] std::string file_json(World& world, const ObjectVersion& file,
                                    std::string_view base_url);

}  // namespace resumulator::google_gemini
