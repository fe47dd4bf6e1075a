// How a file is cut into chunks.
//
//                 default                                  forced (forceChunkSize)
//   count         max(1, floor(T / C))                     max(1, ceil(T / C))
//   chunk k       [k·C, (k+1)·C), the last one to T        [k·C, min(T, (k+1)·C))
//
// The mode is never transmitted: it shows in the count, or in the size of the last chunk. They
// coincide where T is a multiple of C, or not above it.
//
// Units    bytes u64; k from 0. C is not 0.
// Source   docs/protocols/resumablejs.md, rules rjs.layout.*
// Threads  pure functions.
#pragma once

#include <cstdint>

#include "core/wire/byte_span.h"

namespace resumulator::resumable_js {

struct ChunkLayout {
  std::uint64_t total = 0;
  std::uint64_t chunk = 1;
  bool forced = false;

  [[nodiscard]] std::uint64_t count() const;
  /// Of chunk k, which is below count().
  [[nodiscard]] ByteSpan span(std::uint64_t k) const;
  friend bool operator==(const ChunkLayout&, const ChunkLayout&) = default;
};

}  // namespace resumulator::resumable_js
