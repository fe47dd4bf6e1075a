// The Content-Range request header, as resumable uploads use it.
//
// Units    byte offsets, unsigned 64-bit. Spans are half-open [begin, end).
// Wire     "bytes FIRST-LAST/TOTAL" has an inclusive LAST; the +1/-1 lives here only.
// Forms    Chunk "a-b/N", "a-b/*"; OpenChunk "a-*/N", "a-*/*": to the end of this body;
//          StatusQuery "*/N", "*/*". Three meanings, three types.
// Errors   kMalformed: not the grammar. kOutOfRange: LAST < FIRST, TOTAL <= LAST, past kOffsetMax.
// Source   RFC 9110 14.4; Cloud Storage "Resumable uploads". Rules gcs.range.*
// Threads  plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <resumulator/result.hpp>
#include <string>
#include <string_view>
#include <variant>

#include "core/wire/byte_span.h"

namespace resumulator {

/// The largest offset or total the wire may name: services keep them in signed 64-bit numbers.
inline constexpr std::uint64_t kOffsetMax = INT64_MAX;

struct Chunk {
  ByteSpan span;                       ///< never empty
  std::optional<std::uint64_t> total;  ///< empty: "*"
  friend bool operator==(const Chunk&, const Chunk&) = default;
};
struct OpenChunk {
  std::uint64_t begin = 0;
  std::optional<std::uint64_t> total;
  friend bool operator==(const OpenChunk&, const OpenChunk&) = default;
};
struct StatusQuery {
  std::optional<std::uint64_t> total;
  friend bool operator==(const StatusQuery&, const StatusQuery&) = default;
};
using ContentRange = std::variant<Chunk, OpenChunk, StatusQuery>;

/// What "bytes a-b" without "/total" means (switch content_range_missing_total).
enum class MissingTotal : std::uint8_t { kReject, kStar };

[[nodiscard]] Result<ContentRange> parse_content_range(
    std::string_view value, MissingTotal missing_total = MissingTotal::kReject);
/// parse_content_range(to_string(x)) == x.
[[nodiscard]] std::string to_string(const ContentRange& range);

}  // namespace resumulator
