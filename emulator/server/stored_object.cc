#include "server/stored_object.h"

#include <algorithm>
#include <span>

namespace resumulator {
namespace {

std::string read_bytes(const ObjectVersion& object, std::uint64_t from, std::uint64_t length) {
  if (from >= object.size) {
    return {};
  }
  std::string out(std::min(length, object.size - from), '\0');
  std::size_t done = 0;
  while (done < out.size()) {
    const auto rest = std::as_writable_bytes(std::span(out)).subspan(done);
    const auto got = object.blob->read(from + done, rest);
    if (!got || *got == 0) {
      break;
    }
    done += *got;
  }
  out.resize(done);
  return out;
}

}  // namespace

StoredObject to_stored_object(const ObjectPtr& object) {
  StoredObject out;
  out.bucket = object->bucket;
  out.name = object->name;
  out.generation = object->generation;
  out.metageneration = object->metageneration;
  out.size = object->size;
  out.content_type = object->metadata.content_type;
  const auto& digests = object->digests();
  out.crc32c = crc32c_base64(digests.crc32c);
  out.md5 = digests.md5 ? md5_base64(*digests.md5) : std::string();
  out.read = [object](std::uint64_t from, std::uint64_t length) {
    return read_bytes(*object, from, length);
  };
  return out;
}

}  // namespace resumulator
