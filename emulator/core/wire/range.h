// The Range header of downloads, and the Content-Range that answers it.
//
// Units    byte offsets, unsigned 64-bit; resolved spans are half-open.
// Wire     one "bytes=" range: "a-b", "a-" or "-n". Numbers past 2^64 - 1 count as that.
// Errors   kMalformed: not one byte range, or reversed. kUnsupported: several ranges. Both are
//          ignored by servers: the whole object is sent.
// Source   RFC 9110 14.1 and 14.2. Rules gcs.download.range.*
// Threads  plain values.
#pragma once

#include <cstdint>
#include <resumulator/result.hpp>
#include <string>
#include <string_view>
#include <variant>

#include "core/wire/byte_span.h"

namespace resumulator {

struct RangeFromTo {
  std::uint64_t first = 0;
  std::uint64_t last = 0;  ///< inclusive, as on the wire; never before first
  friend bool operator==(const RangeFromTo&, const RangeFromTo&) = default;
};
struct RangeFrom {
  std::uint64_t first = 0;
  friend bool operator==(const RangeFrom&, const RangeFrom&) = default;
};
struct RangeSuffix {
  std::uint64_t length = 0;
  friend bool operator==(const RangeSuffix&, const RangeSuffix&) = default;
};
using ByteRange = std::variant<RangeFromTo, RangeFrom, RangeSuffix>;

[[nodiscard]] Result<ByteRange> parse_range(std::string_view value);
/// parse_range(to_string(x)) == x.
[[nodiscard]] std::string to_string(const ByteRange& range);

/// What a Range header asks of an object of a known size.
enum class RangeOutcome : std::uint8_t {
  kWhole,          ///< no header, or one to ignore: 200, `span` is the whole object
  kPartial,        ///< 206 with `span`
  kUnsatisfiable,  ///< 416, `span` is empty
};
struct ResolvedRange {
  RangeOutcome outcome = RangeOutcome::kWhole;
  ByteSpan span;
  friend bool operator==(const ResolvedRange&, const ResolvedRange&) = default;
};
/// `header` as sent; empty when the request has none. A suffix of an empty object is kPartial with
/// an empty span (rule gcs.download.range.suffix-of-empty).
[[nodiscard]] ResolvedRange resolve_range(std::string_view header, std::uint64_t size);

/// "bytes a-b/size" of a 206; "bytes 0-0/0" for the empty span, as Cloud Storage says it.
[[nodiscard]] std::string partial_content_range(ByteSpan span, std::uint64_t size);
/// "bytes */size" of a 416.
[[nodiscard]] std::string unsatisfied_content_range(std::uint64_t size);

}  // namespace resumulator
