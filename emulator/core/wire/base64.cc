#include "core/wire/base64.h"

#include <array>
#include <cstdint>

namespace resumulator {
namespace {

constexpr std::string_view kStandard =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kUrlSafe =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::uint8_t kNone = 0xFF;

constexpr std::array<std::uint8_t, 256> reverse(std::string_view alphabet) {
  std::array<std::uint8_t, 256> values{};
  for (auto& value : values) value = kNone;
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    values[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return values;
}
constexpr auto kStandardValues = reverse(kStandard);
constexpr auto kUrlSafeValues = reverse(kUrlSafe);

std::string encode(std::string_view bytes, std::string_view alphabet, bool padded) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t have = bytes.size() - i < 3 ? bytes.size() - i : 3;
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      group = group << 8U | (k < have ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      if (k <= have) {
        out += alphabet[group >> (18U - 6U * k) & 63U];
      } else if (padded) {
        out += '=';
      }
    }
  }
  return out;
}

Result<std::string> decode(std::string_view text, const std::array<std::uint8_t, 256>& values) {
  std::string out;
  out.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t bits = 0;
  std::uint32_t held = 0;
  for (const char c : text) {
    const std::uint8_t value = values[static_cast<unsigned char>(c)];
    if (value == kNone) return Unexpected(ErrorKind::kMalformed, "not a base64 character");
    bits = (bits << 6U | value) & 0xFFFFU;
    held += 6;
    if (held >= 8) {
      held -= 8;
      out += static_cast<char>(bits >> held & 0xFFU);
    }
  }
  // One letter cannot make a byte; spare bits must be zero, or two texts would mean the same bytes.
  if (held == 6 || (bits & ((1U << held) - 1U)) != 0) {
    return Unexpected(ErrorKind::kMalformed, "base64 ends in the middle of a byte");
  }
  return out;
}

std::string_view without_padding(std::string_view text) {
  if (text.size() % 4 != 0 || text.empty()) return text;
  if (text.ends_with("==")) return text.substr(0, text.size() - 2);
  return text.ends_with('=') ? text.substr(0, text.size() - 1) : text;
}

}  // namespace

std::string base64_encode(std::string_view bytes) { return encode(bytes, kStandard, true); }

Result<std::string> base64_decode(std::string_view text) {
  if (text.size() % 4 != 0) {
    return Unexpected(ErrorKind::kMalformed, "base64 is not a multiple of four characters");
  }
  return decode(without_padding(text), kStandardValues);
}

std::string base64url_encode(std::string_view bytes) { return encode(bytes, kUrlSafe, false); }

Result<std::string> base64url_decode(std::string_view text) {
  return decode(without_padding(text), kUrlSafeValues);
}

}  // namespace resumulator
