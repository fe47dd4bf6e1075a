#include "protocols/tus/upload_concat.h"

#include <algorithm>

#include "core/base/strings.h"
#include "core/wire/url.h"

namespace resumulator::tus {

Result<UploadConcat> parse_upload_concat(std::string_view value) {
  value = trim(value);
  UploadConcat concat;
  if (value == "partial") return concat;
  if (!take_prefix(value, "final;")) {
    return Unexpected(ErrorKind::kMalformed, "Upload-Concat is neither partial nor final.");
  }
  concat.final = true;
  for (const std::string_view piece : split(value, ' ')) {
    if (!trim(piece).empty()) concat.urls.emplace_back(trim(piece));
  }
  if (concat.urls.empty()) {
    return Unexpected(ErrorKind::kMalformed, "Upload-Concat names no upload.");
  }
  return concat;
}

std::optional<std::string> upload_id_of(std::string_view url, const UploadBase& base) {
  if (const auto scheme = url.find("://"); scheme != std::string_view::npos) {
    url.remove_prefix(scheme + 3);
    const auto path = std::min(url.find('/'), url.size());
    if (!iequals(url.substr(0, path), base.authority)) return std::nullopt;
    url.remove_prefix(path);
    if (url.empty()) return std::nullopt;
  }
  if (url.starts_with('/')) {
    if (!take_prefix(url, base.path) || !take_prefix(url, "/")) return std::nullopt;
  } else {
    take_prefix(url, "./");
  }
  if (url.empty() || url.find_first_of("/?#") != std::string_view::npos) return std::nullopt;
  auto id = percent_decode(url);
  return id ? std::optional(*std::move(id)) : std::nullopt;
}

}  // namespace resumulator::tus
