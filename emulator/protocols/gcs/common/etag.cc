#include "protocols/gcs/common/etag.h"

#include "core/wire/base64.h"

namespace resumulator::gcs {
namespace {

void append_varint(std::string& out, std::uint64_t value) {
  while (value >= 0x80) {
    out += static_cast<char>((value & 0x7F) | 0x80);
    value >>= 7;
  }
  out += static_cast<char>(value);
}

}  // namespace

std::string etag(std::uint64_t generation, std::uint64_t metageneration) {
  std::string bytes = "\x08";
  append_varint(bytes, generation);
  bytes += '\x10';
  append_varint(bytes, metageneration);
  return base64_encode(bytes);
}

std::string bucket_etag(std::uint64_t metageneration) {
  std::string bytes = "\x08";
  append_varint(bytes, metageneration);
  return base64_encode(bytes);
}

}  // namespace resumulator::gcs
