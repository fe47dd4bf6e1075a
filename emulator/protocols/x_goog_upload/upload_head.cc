#include "protocols/x_goog_upload/upload_head.h"

#include <array>

#include "core/base/strings.h"
#include "core/base/utf8.h"

namespace resumulator::x_goog_upload {
namespace {

// In order of weight; the last one is "-1" where the client does not know.
constexpr std::array kTotals = {"X-Goog-Upload-Raw-Size", "X-Goog-Upload-Header-Content-Length",
                                "X-Goog-Upload-Content-Length"};

Result<std::uint64_t> number(const char* name, std::string_view value) {
  auto parsed = parse_u64(trim(value));
  if (parsed) return parsed;
  return Unexpected(ErrorKind::kMalformed, std::string("Invalid value for ") + name + ".", name);
}

}  // namespace

UploadForm upload_form(const Headers& headers) {
  const std::string* value = headers.find("X-Goog-Upload-Protocol");
  if (value == nullptr || trim(*value).empty()) return UploadForm::kNone;
  const std::string_view word = trim(*value);
  if (iequals(word, "raw")) return UploadForm::kRaw;
  if (iequals(word, "multipart")) return UploadForm::kMultipart;
  if (iequals(word, "resumable")) return UploadForm::kResumable;
  return UploadForm::kUnknown;
}

Result<std::uint64_t> upload_offset(const Headers& headers) {
  constexpr const char* kOffset = "X-Goog-Upload-Offset";
  const std::string* value = headers.find(kOffset);
  return value == nullptr ? Result<std::uint64_t>(0) : number(kOffset, *value);
}

Result<UploadHead> parse_upload_head(const Headers& headers) {
  UploadHead head;
  for (const char* name : kTotals) {
    const std::string* value = headers.find(name);
    if (value == nullptr) continue;
    if (trim(*value) == "-1") break;
    const auto total = number(name, *value);
    if (!total) return Unexpected(total.error());
    head.total = *total;
    break;
  }
  for (const char* name : {"X-Goog-Upload-Content-Type", "X-Goog-Upload-Header-Content-Type"}) {
    if (head.content_type.empty()) head.content_type = as_utf8(headers.get(name));
  }
  head.file_name = as_utf8(headers.get("X-Goog-Upload-File-Name"));
  return head;
}

std::string as_utf8(std::string_view octets) {
  if (is_valid_utf8(octets)) return std::string(octets);
  std::string text;
  for (const char octet : octets) {
    const auto value = static_cast<unsigned char>(octet);
    if (value < 0x80) {
      text += octet;
    } else {
      text += static_cast<char>(0xC0 | value >> 6);
      text += static_cast<char>(0x80 | (value & 0x3F));
    }
  }
  return text;
}

}  // namespace resumulator::x_goog_upload
