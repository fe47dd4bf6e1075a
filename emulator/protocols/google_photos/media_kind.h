// What kind of picture or film bytes are: by how they begin, else by the ending of a file's name.
//
// Nothing is decoded: width, height and camera are left out rather than guessed.
//
// Source   docs/protocols/google-photos.md, rule photos.item.mime-type
// Threads  pure functions.
#pragma once

#include <string>
#include <string_view>

#include "core/upload/object_store.h"

namespace resumulator::google_photos {

/// "image/jpeg"; empty: it begins like nothing we know.
[[nodiscard]] std::string_view sniff_media(std::string_view first_bytes);
/// By the ending of the name, whatever its case; empty: none we know.
[[nodiscard]] std::string_view media_type_of_name(std::string_view file_name);
/// ".jpg" for "image/jpeg"; empty: none we know.
[[nodiscard]] std::string_view ending_of_type(std::string_view mime_type);

/// Whether bytes that begin so can be no film of this type; of a type without a mark, none can.
[[nodiscard]] bool is_broken_film(std::string_view mime_type, std::string_view first_bytes);

/// By content, by `file_name`, by what was declared, in this order; never empty.
[[nodiscard]] std::string media_type(const ObjectVersion& object, std::string_view file_name);
[[nodiscard]] std::string first_bytes(const ObjectVersion& object);

}  // namespace resumulator::google_photos
