#include "protocols/resumable_js/chunk_layout.h"

#include <algorithm>

namespace resumulator::resumable_js {

std::uint64_t ChunkLayout::count() const {
  const std::uint64_t whole = total / chunk;
  const std::uint64_t rest = forced && total % chunk != 0 ? 1 : 0;
  return std::max<std::uint64_t>(1, whole + rest);
}

ByteSpan ChunkLayout::span(std::uint64_t k) const {
  const std::uint64_t begin = k * chunk;
  const bool last = k + 1 == count();
  return {begin, last ? total : begin + chunk};
}

}  // namespace resumulator::resumable_js
