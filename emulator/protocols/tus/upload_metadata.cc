#include "protocols/tus/upload_metadata.h"

#include <algorithm>

#include "core/base/strings.h"
#include "core/wire/base64.h"

namespace resumulator::tus {
namespace {

bool is_key(std::string_view key) {
  return !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte > 0x20 && byte != 0x7F;
  });
}

Result<UploadMetadata::value_type> parse_pair(std::string_view text) {
  const Halves halves = split_once(text, ' ');
  if (!is_key(halves.first)) {
    return Unexpected(ErrorKind::kMalformed, "A key of Upload-Metadata is empty or has a blank.");
  }
  Result<std::string> value = base64_decode(halves.second);
  if (!value) {
    return Unexpected(ErrorKind::kMalformed, "A value of Upload-Metadata is not base64.");
  }
  return UploadMetadata::value_type(halves.first, *std::move(value));
}

}  // namespace

Result<UploadMetadata> parse_upload_metadata(std::string_view value, bool lenient) {
  UploadMetadata metadata;
  if (trim(value).empty()) return metadata;
  for (const std::string_view piece : split(value, ',')) {
    Result<UploadMetadata::value_type> pair = parse_pair(trim(piece));
    if (pair) {
      const bool twice = std::any_of(metadata.begin(), metadata.end(), [&](const auto& earlier) {
        return earlier.first == pair->first;
      });
      if (twice) {
        pair = Unexpected(ErrorKind::kMalformed, "A key of Upload-Metadata stands there twice.");
      }
    }
    if (pair) {
      metadata.push_back(*std::move(pair));
    } else if (!lenient) {
      return Unexpected(pair.error());
    }
  }
  return metadata;
}

std::string_view first_of(const UploadMetadata& metadata,
                          std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys) {
    for (const auto& [name, value] : metadata) {
      if (name == key && !value.empty()) return value;
    }
  }
  return {};
}

}  // namespace resumulator::tus
