#include "protocols/google_photos/media_kind.h"

#include <array>
#include <span>

#include "core/base/strings.h"

namespace resumulator::google_photos {
namespace {

struct Ending {
  std::string_view ending;
  std::string_view type;
};
// The first row of a type is the ending it is given.
constexpr std::array kEndings = {
    Ending{".jpg", "image/jpeg"},        Ending{".jpeg", "image/jpeg"},
    Ending{".png", "image/png"},         Ending{".gif", "image/gif"},
    Ending{".webp", "image/webp"},       Ending{".heic", "image/heif"},
    Ending{".heif", "image/heif"},       Ending{".avif", "image/avif"},
    Ending{".bmp", "image/bmp"},         Ending{".ico", "image/x-icon"},
    Ending{".tiff", "image/tiff"},       Ending{".tif", "image/tiff"},
    Ending{".dng", "image/x-adobe-dng"}, Ending{".cr2", "image/x-canon-cr2"},
    Ending{".nef", "image/x-nikon-nef"}, Ending{".arw", "image/x-sony-arw"},
    Ending{".mp4", "video/mp4"},         Ending{".m4v", "video/mp4"},
    Ending{".mov", "video/quicktime"},   Ending{".3gp", "video/3gpp"},
    Ending{".3g2", "video/3gpp2"},       Ending{".avi", "video/x-msvideo"},
    Ending{".mkv", "video/x-matroska"},  Ending{".mpg", "video/mpeg"},
    Ending{".mpeg", "video/mpeg"},       Ending{".wmv", "video/x-ms-wmv"},
    Ending{".asf", "video/x-ms-asf"},    Ending{".mts", "video/mp2t"},
    Ending{".m2ts", "video/mp2t"},       Ending{".m2t", "video/mp2t"},
};

struct Magic {
  std::size_t at;
  std::string_view bytes;
  std::string_view type;
};
using namespace std::string_view_literals;
constexpr std::array kMagics = {
    Magic{0, "\xFF\xD8\xFF"sv, "image/jpeg"},
    Magic{0, "\x89PNG\r\n\x1A\n"sv, "image/png"},
    Magic{0, "GIF87a"sv, "image/gif"},
    Magic{0, "GIF89a"sv, "image/gif"},
    Magic{8, "WEBP"sv, "image/webp"},
    Magic{0, "BM"sv, "image/bmp"},
    Magic{0, "\0\0\1\0"sv, "image/x-icon"},
    Magic{0, "II*\0"sv, "image/tiff"},
    Magic{0, "MM\0*"sv, "image/tiff"},
    Magic{4, "ftypavif"sv, "image/avif"},
    Magic{4, "ftyphei"sv, "image/heif"},
    Magic{4, "ftypmif1"sv, "image/heif"},
    Magic{4, "ftypqt"sv, "video/quicktime"},
    Magic{4, "ftyp3g2"sv, "video/3gpp2"},
    Magic{4, "ftyp3g"sv, "video/3gpp"},
    Magic{4, "ftyp"sv, "video/mp4"},
    Magic{8, "AVI "sv, "video/x-msvideo"},
    Magic{0, "\x1A\x45\xDF\xA3"sv, "video/x-matroska"},
    Magic{0, "\x30\x26\xB2\x75\x8E\x66\xCF\x11"sv, "video/x-ms-asf"},
    Magic{0, "\0\0\1\xBA"sv, "video/mpeg"},
    Magic{0, "\0\0\1\xB3"sv, "video/mpeg"},
};

constexpr std::size_t kSniffed = 16;

bool is_media(std::string_view type) {
  return type.starts_with("image/") || type.starts_with("video/");
}

}  // namespace

std::string_view sniff_media(std::string_view first_bytes) {
  for (const Magic& magic : kMagics) {
    if (first_bytes.size() >= magic.at + magic.bytes.size() &&
        first_bytes.substr(magic.at, magic.bytes.size()) == magic.bytes) {
      return magic.type;
    }
  }
  return {};
}

std::string_view media_type_of_name(std::string_view file_name) {
  const std::string small = lower(file_name);
  for (const Ending& row : kEndings) {
    if (small.ends_with(row.ending)) return row.type;
  }
  return {};
}

std::string_view ending_of_type(std::string_view mime_type) {
  for (const Ending& row : kEndings) {
    if (row.type == mime_type) return row.ending;
  }
  return {};
}

bool is_broken_film(std::string_view mime_type, std::string_view first_bytes) {
  // A transport stream has its sync byte alone, with which texts begin, too.
  const bool marked = mime_type.starts_with("video/") && mime_type != "video/mp2t";
  return marked && !sniff_media(first_bytes).starts_with("video/");
}

std::string first_bytes(const ObjectVersion& object) {
  std::array<char, kSniffed> bytes{};
  const auto got = object.blob ? object.blob->read(0, std::as_writable_bytes(std::span(bytes))) : 0;
  return {bytes.data(), got.value_or(0)};
}

std::string media_type(const ObjectVersion& object, std::string_view file_name) {
  if (const auto sniffed = sniff_media(first_bytes(object)); !sniffed.empty()) {
    return std::string(sniffed);
  }
  if (const auto named = media_type_of_name(file_name); !named.empty()) return std::string(named);
  if (is_media(object.metadata.content_type)) return object.metadata.content_type;
  return "application/octet-stream";
}

}  // namespace resumulator::google_photos
