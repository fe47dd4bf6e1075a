#include "protocols/resumable_js/safe_name.h"

#include <algorithm>
#include <array>
#include <vector>

#include "core/base/strings.h"
#include "core/base/utf8.h"
#include "core/upload/upload_dir.h"
#include "protocols/resumable_js/chunk_files.h"

namespace resumulator::resumable_js {
namespace {

/// At most `most` bytes, whole characters.
std::string_view cut_to(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
  return text.substr(0, most);
}

/// Where the extension begins; the end where there is none, or one too long to be one.
std::size_t extension_at(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  const bool none = dot == std::string_view::npos || dot == 0 || name.size() - dot > 32;
  return none ? name.size() : dot;
}

std::string shortened(const std::string& segment, std::size_t most) {
  if (segment.size() <= most) return segment;
  const std::string_view text = segment;
  const std::string_view extension = text.substr(extension_at(text));
  return std::string(cut_to(text, most - extension.size())) + std::string(extension);
}

std::string clean(std::string_view bytes) {
  std::string out;
  while (!bytes.empty()) {
    const std::size_t size = utf8_sequence_size(bytes);
    if (size == 0) {
      out += '_';
      bytes.remove_prefix(1);
      continue;
    }
    const auto first = static_cast<unsigned char>(bytes[0]);
    const bool control = size == 1 && (first < 0x20 || first == 0x7F);
    const bool high_control =
        size == 2 && first == 0xC2 && static_cast<unsigned char>(bytes[1]) < 0xA0;
    if (!control && !high_control) out.append(bytes, 0, size);
    bytes.remove_prefix(size);
  }
  return out;
}

/// What the server itself has in the upload directory is called so, or would be removed.
bool is_servers_own(std::string_view segment) {
  return segment == kChunkFolder || segment.starts_with(kHiddenUpload);
}

/// Empty: nothing is left.
std::string safe_segment(std::string_view segment) {
  std::string out = clean(segment);
  const std::string_view text = trim(out);
  if (text.empty() || text == "." || text == "..") return {};
  out = std::string(text);
  if (is_device_name(out) || is_servers_own(out)) out.insert(0, 1, '_');
  return shortened(out, kSegmentMax);
}

std::vector<std::string_view> segments_of(std::string_view path) {
  std::vector<std::string_view> segments;
  std::size_t from = 0;
  while (true) {
    const std::size_t at = path.find_first_of("/\\", from);
    segments.push_back(path.substr(from, at - from));
    if (at == std::string_view::npos) return segments;
    from = at + 1;
  }
}

std::string fallback(std::string_view identifier) {
  std::string flat(identifier);
  std::replace_if(
      flat.begin(), flat.end(), [](char c) { return c == '/' || c == '\\'; }, '_');
  std::string safe = safe_segment(flat);
  return safe.empty() ? "upload" : safe;
}

}  // namespace

bool is_device_name(std::string_view segment) {
  constexpr std::array<std::string_view, 6> kPlain = {"con", "prn",    "aux",
                                                      "nul", "conin$", "conout$"};
  const std::string stem = lower(trim(segment.substr(0, segment.find('.'))));
  if (std::find(kPlain.begin(), kPlain.end(), stem) != kPlain.end()) return true;
  const bool port = stem.size() == 4 && (stem.starts_with("com") || stem.starts_with("lpt"));
  return port && is_digit(stem[3]);
}

std::string safe_file_name(std::string_view name, std::string_view identifier) {
  std::string safe = safe_segment(segments_of(name).back());
  return safe.empty() ? fallback(identifier) : safe;
}

std::string safe_path(std::string_view path, std::string_view identifier) {
  std::string joined;
  const auto segments = segments_of(path);
  const std::string last = safe_file_name(segments.back(), identifier);
  for (std::size_t i = 0; i + 1 < segments.size(); ++i) {
    const std::string safe = safe_segment(segments[i]);
    if (safe.empty() || joined.size() + safe.size() + last.size() + 2 > kPathMax) continue;
    joined += safe + "/";
  }
  return joined + last;
}

std::string numbered_name(std::string_view name, std::uint64_t number) {
  const std::size_t slash = name.rfind('/');
  const std::size_t start = slash == std::string_view::npos ? 0 : slash + 1;
  const std::string_view last = name.substr(start);
  const std::string mark = " (" + std::to_string(number) + ")";
  const std::size_t dot = extension_at(last);
  const std::string_view stem =
      cut_to(last.substr(0, dot), kSegmentMax - mark.size() - (last.size() - dot));
  return std::string(name.substr(0, start)) + std::string(stem) + mark +
         std::string(last.substr(dot));
}

}  // namespace resumulator::resumable_js
