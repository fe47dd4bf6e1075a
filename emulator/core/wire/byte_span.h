// ByteSpan: a half-open range of byte offsets, [begin, end).
//
// Units    bytes, unsigned 64-bit.
// Threads  plain values.
// Note     inclusive ends exist only on the wire: content_range and range turn them into this.
#pragma once

#include <algorithm>
#include <cstdint>

namespace resumulator {

struct ByteSpan {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;  ///< one past the last byte; never before begin

  [[nodiscard]] constexpr std::uint64_t size() const { return end - begin; }
  [[nodiscard]] constexpr bool empty() const { return begin == end; }
  [[nodiscard]] constexpr bool contains(std::uint64_t offset) const {
    return offset >= begin && offset < end;
  }
  /// How this span lies to a prefix of `stored` bytes.
  [[nodiscard]] constexpr bool leaves_gap_after(std::uint64_t stored) const {
    return begin > stored;
  }
  [[nodiscard]] constexpr bool continues(std::uint64_t stored) const { return begin == stored; }
  /// Bytes at the front of this span that a prefix of `stored` bytes has already.
  [[nodiscard]] constexpr std::uint64_t overlap_with_prefix(std::uint64_t stored) const {
    return begin >= stored ? 0 : std::min(stored, end) - begin;
  }
  friend constexpr bool operator==(const ByteSpan&, const ByteSpan&) = default;
};

}  // namespace resumulator
