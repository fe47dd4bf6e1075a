#include "core/wire/range.h"

#include <algorithm>

#include "core/base/strings.h"

namespace resumulator {
namespace {

/// Digits; a number past 64 bits is as good as the largest one, no object reaches it.
Result<std::uint64_t> parse_saturating(std::string_view digits) {
  Result<std::uint64_t> number = parse_u64(digits);
  if (number || number.error().kind != ErrorKind::kOutOfRange) return number;
  return std::uint64_t{UINT64_MAX};
}

Unexpected malformed(const char* what) { return {ErrorKind::kMalformed, what, "Range"}; }

struct Resolver {
  std::uint64_t size;

  ResolvedRange from_to(std::uint64_t first, std::uint64_t last) const {
    if (first >= size) return {RangeOutcome::kUnsatisfiable, {}};
    return {RangeOutcome::kPartial, {first, last >= size ? size : last + 1}};
  }
  ResolvedRange operator()(const RangeFromTo& range) const {
    return from_to(range.first, range.last);
  }
  ResolvedRange operator()(const RangeFrom& range) const {
    return from_to(range.first, UINT64_MAX);
  }
  ResolvedRange operator()(const RangeSuffix& range) const {
    if (range.length == 0) return {RangeOutcome::kUnsatisfiable, {}};
    return {RangeOutcome::kPartial, {size - std::min(size, range.length), size}};
  }
};

struct Printer {
  std::string operator()(const RangeFromTo& range) const {
    return "bytes=" + std::to_string(range.first) + "-" + std::to_string(range.last);
  }
  std::string operator()(const RangeFrom& range) const {
    return "bytes=" + std::to_string(range.first) + "-";
  }
  std::string operator()(const RangeSuffix& range) const {
    return "bytes=-" + std::to_string(range.length);
  }
};

}  // namespace

Result<ByteRange> parse_range(std::string_view value) {
  const Halves unit = split_once(trim(value), '=');
  if (!unit.found || !iequals(unit.first, "bytes")) return malformed("no \"bytes=\"");
  const std::string_view set = trim(unit.second);
  if (set.find(',') != std::string_view::npos) {
    return Unexpected(ErrorKind::kUnsupported, "several ranges", "Range");
  }
  const Halves dash = split_once(set, '-');
  if (!dash.found) return malformed("no '-'");
  if (dash.first.empty()) {
    const Result<std::uint64_t> length = parse_saturating(dash.second);
    if (!length) return malformed("the suffix is no number");
    return ByteRange(RangeSuffix{*length});
  }
  const Result<std::uint64_t> first = parse_saturating(dash.first);
  if (!first) return malformed("the first byte is no number");
  if (dash.second.empty()) return ByteRange(RangeFrom{*first});
  const Result<std::uint64_t> last = parse_saturating(dash.second);
  if (!last) return malformed("the last byte is no number");
  if (*last < *first) return malformed("the range is reversed");
  return ByteRange(RangeFromTo{*first, *last});
}

std::string to_string(const ByteRange& range) { return std::visit(Printer(), range); }

ResolvedRange resolve_range(std::string_view header, std::uint64_t size) {
  const Result<ByteRange> range = parse_range(header);
  if (!range) return {RangeOutcome::kWhole, {0, size}};
  return std::visit(Resolver{size}, *range);
}

std::string partial_content_range(ByteSpan span, std::uint64_t size) {
  const std::uint64_t last = span.empty() ? span.begin : span.end - 1;
  return "bytes " + std::to_string(span.begin) + "-" + std::to_string(last) + "/" +
         std::to_string(size);
}

std::string unsatisfied_content_range(std::uint64_t size) {
  return "bytes */" + std::to_string(size);
}

}  // namespace resumulator
