#include "protocols/gcs/common/page_token.h"

#include <cstddef>
#include <span>

#include "core/base/utf8.h"
#include "core/upload/checksum.h"
#include "core/wire/base64.h"

namespace resumulator::gcs {
namespace {

constexpr char kNameTag = 0x0A;        // field 1, length-delimited
constexpr char kGenerationTag = 0x10;  // field 2, varint
constexpr char kCheckTag = 0x7D;       // field 15, fixed 32
constexpr std::size_t kCheckSize = 5;

void append_varint(std::string& out, std::uint64_t value) {
  while (value >= 0x80) {
    out += static_cast<char>((value & 0x7F) | 0x80);
    value >>= 7;
  }
  out += static_cast<char>(value);
}

std::optional<std::uint64_t> take_varint(std::string_view& text) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && !text.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(text.front());
    text.remove_prefix(1);
    value |= std::uint64_t{byte & 0x7FU} << shift;
    if ((byte & 0x80) == 0) return value;
  }
  return std::nullopt;
}

bool take_tag(std::string_view& text, char tag) {
  if (text.empty() || text.front() != tag) return false;
  text.remove_prefix(1);
  return true;
}

void append_check(std::string& message) {
  RunningDigest digest(false);
  digest.update(std::as_bytes(std::span<const char>(message.data(), message.size())));
  const std::uint32_t crc = digest.snapshot().crc32c;
  message += kCheckTag;
  for (unsigned shift = 0; shift < 32; shift += 8)
    message += static_cast<char>(crc >> shift & 0xFF);
}

std::optional<PageToken> read_message(std::string_view message) {
  PageToken token;
  if (!take_tag(message, kNameTag)) return std::nullopt;
  const auto length = take_varint(message);
  if (!length || *length > message.size()) return std::nullopt;
  token.after = message.substr(0, static_cast<std::size_t>(*length));
  message.remove_prefix(token.after.size());
  if (take_tag(message, kGenerationTag)) {
    token.generation = take_varint(message);
    if (!token.generation) return std::nullopt;
  }
  if (message.size() != kCheckSize || token.after.empty() || !is_valid_utf8(token.after)) {
    return std::nullopt;
  }
  return token;
}

}  // namespace

std::string encode_page_token(const PageToken& token) {
  std::string message(1, kNameTag);
  append_varint(message, token.after.size());
  message += token.after;
  if (token.generation) {
    message += kGenerationTag;
    append_varint(message, *token.generation);
  }
  append_check(message);
  return base64_encode(message);
}

Result<PageToken> parse_page_token(std::string_view text) {
  const auto message = base64_decode(text);
  auto token = message ? read_message(*message) : std::nullopt;
  // One spelling only: whatever we would not have written is not ours.
  if (!token || encode_page_token(*token) != text) {
    return Unexpected(ErrorKind::kMalformed, "Invalid page token.", "pageToken");
  }
  return *token;
}

}  // namespace resumulator::gcs
