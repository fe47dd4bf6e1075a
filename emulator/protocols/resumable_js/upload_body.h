// What an upload request brings: its form fields, and the bytes of its chunk in a blob that nobody
// sees yet. Fields and bytes may come in any order; nothing is held in memory but the fields.
//
//   multipart/form-data                 fields, and the bytes as a file or as a text of base64
//   application/x-www-form-urlencoded   fields, and the bytes as a text of base64
//   application/octet-stream            the body is the bytes
//
// Errors   `where` is the code of the answer: kMalformed (malformed_body, repeated_parameter,
//          invalid_base64), kUnsupported (unsupported_media_type), kTooLarge, kCut, kUnavailable.
// Source   docs/protocols/resumablejs.md, rules rjs.body.*
// Threads  one.
#pragma once

#include <cstdint>
#include <optional>
#include <resumulator/result.hpp>
#include <string>
#include <string_view>

#include "core/upload/world.h"
#include "protocols/resumable_js/fields.h"

namespace resumulator::resumable_js {

struct ChunkBytes {
  ReceivedObject received;
  std::optional<std::string> filename;  ///< of the part, where it has one
  bool text = false;                    ///< a field without a file name: base64, perhaps
  bool urlencoded = false;
  std::string field = {};  ///< of the form they came in
};

/// Reads all of the body. `fields` has the query already and gets the form's fields. Empty: a form
/// without a chunk. `limit`: of the chunk's bytes, as they come.
[[nodiscard]] Result<std::optional<ChunkBytes>> read_upload(World& world, BodySource& body,
                                                            std::string_view content_type,
                                                            std::uint64_t limit, Fields& fields);

/// The bytes the client meant: as they came, or decoded (switch chunk_format). `expected`: the
/// chunk's size, where it is known.
[[nodiscard]] Result<ReceivedObject> chunk_bytes(World& world, ChunkBytes bytes,
                                                 std::optional<std::uint64_t> expected);

}  // namespace resumulator::resumable_js
