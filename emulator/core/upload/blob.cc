#include "core/upload/blob.h"

#include <algorithm>

namespace resumulator {

Result<void> append_copy(Blob& blob, std::span<const std::byte> bytes) {
  const std::uint64_t before = blob.size();
  while (!bytes.empty()) {
    Result<std::span<std::byte>> room = blob.reserve(bytes.size());
    Result<void> done;
    std::size_t n = 0;
    if (room) {
      n = std::min(room->size(), bytes.size());
      std::copy_n(bytes.begin(), n, room->begin());
      done = blob.commit(n);
    } else {
      done = Unexpected(std::move(room).error());
    }
    if (!done) {
      if (Result<void> undone = blob.truncate(before); !undone) return undone;
      return done;
    }
    bytes = bytes.subspan(n);
  }
  return {};
}

}  // namespace resumulator
