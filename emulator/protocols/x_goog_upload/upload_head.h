// The other request headers of the protocol: form, offset, declared size, type and name.
//
// Units    bytes, unsigned 64-bit.
// Errors   kMalformed: a number that is none; the text names the header.
// Note     start headers that are left standing on later requests are not looked at there: one
//          client library declares the length of each chunk by the header of the whole.
// Source   docs/protocols/x-goog-upload.md, rules xgu.head.*
// Threads  pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <resumulator/result.hpp>
#include <string>
#include <string_view>

#include "core/wire/http_message.h"

namespace resumulator::x_goog_upload {

enum class UploadForm : std::uint8_t { kNone, kRaw, kMultipart, kResumable, kUnknown };
[[nodiscard]] UploadForm upload_form(const Headers& headers);

/// X-Goog-Upload-Offset; 0 where it is missing.
[[nodiscard]] Result<std::uint64_t> upload_offset(const Headers& headers);

/// What a new upload says of itself.
struct UploadHead {
  std::optional<std::uint64_t> total;  ///< empty: unknown. A declared 0 is 0 here
  std::string content_type;
  std::string file_name;  ///< UTF-8
};
[[nodiscard]] Result<UploadHead> parse_upload_head(const Headers& headers);

/// The octets as UTF-8: as they are where they are that, else read as Latin-1.
[[nodiscard]] std::string as_utf8(std::string_view octets);

}  // namespace resumulator::x_goog_upload
