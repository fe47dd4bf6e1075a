#include "core/wire/content_range.h"

#include "core/base/strings.h"

namespace resumulator {
namespace {

Unexpected malformed(const char* what) { return {ErrorKind::kMalformed, what, "Content-Range"}; }
Unexpected out_of_range(const char* what) {
  return {ErrorKind::kOutOfRange, what, "Content-Range"};
}

Result<std::uint64_t> parse_offset(std::string_view text) {
  Result<std::uint64_t> offset = parse_u64(text);
  if (!offset) return Unexpected(offset.error().kind, offset.error().text, "Content-Range");
  if (*offset > kOffsetMax) return out_of_range("the number is past 2^63 - 1");
  return offset;
}

using Total = std::optional<std::uint64_t>;

Result<Total> parse_total(std::string_view text) {
  if (text == "*") return Total();
  const Result<std::uint64_t> total = parse_offset(text);
  if (!total) return Unexpected(total.error());
  return Total(*total);
}

Result<ContentRange> make_open_chunk(std::uint64_t begin, Total total) {
  if (total && begin > *total) return out_of_range("the range begins past the total");
  return ContentRange(OpenChunk{begin, total});
}

Result<ContentRange> make_chunk(std::uint64_t first, std::uint64_t last, Total total) {
  if (last < first) return out_of_range("the range ends before its start");
  // One past the last byte must still be an offset the wire can name.
  if (last >= kOffsetMax) return out_of_range("the range ends past 2^63 - 2");
  if (total && *total <= last) return out_of_range("the range ends past the total");
  return ContentRange(Chunk{{first, last + 1}, total});
}

std::string total_text(Total total) { return total ? std::to_string(*total) : "*"; }

struct Printer {
  std::string operator()(const Chunk& chunk) const {
    return "bytes " + std::to_string(chunk.span.begin) + "-" + std::to_string(chunk.span.end - 1) +
           "/" + total_text(chunk.total);
  }
  std::string operator()(const OpenChunk& chunk) const {
    return "bytes " + std::to_string(chunk.begin) + "-*/" + total_text(chunk.total);
  }
  std::string operator()(const StatusQuery& query) const {
    return "bytes */" + total_text(query.total);
  }
};

}  // namespace

Result<ContentRange> parse_content_range(std::string_view value, MissingTotal missing_total) {
  std::string_view text = trim(value);
  constexpr std::string_view kUnit = "bytes ";
  if (!istarts_with(text, kUnit)) return malformed("the unit \"bytes\" is missing");
  text.remove_prefix(kUnit.size());

  const Halves slash = split_once(text, '/');
  const Halves dash = split_once(slash.first, '-');
  const bool is_query = slash.first == "*";
  const bool is_open = dash.found && dash.second == "*";
  if (!slash.found && (missing_total == MissingTotal::kReject || is_query || is_open)) {
    return malformed("\"/\" and the total are missing");
  }
  const Result<Total> total = parse_total(slash.found ? slash.second : "*");
  if (!total) return Unexpected(total.error());
  if (is_query) return ContentRange(StatusQuery{*total});
  if (!dash.found) return malformed("there is no first-last pair");

  const Result<std::uint64_t> first = parse_offset(dash.first);
  if (!first) return Unexpected(first.error());
  if (is_open) return make_open_chunk(*first, *total);
  const Result<std::uint64_t> last = parse_offset(dash.second);
  if (!last) return Unexpected(last.error());
  return make_chunk(*first, *last, *total);
}

std::string to_string(const ContentRange& range) { return std::visit(Printer(), range); }

}  // namespace resumulator
