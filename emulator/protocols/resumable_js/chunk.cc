#include "protocols/resumable_js/chunk.h"

#include <algorithm>
#include <utility>

#include "core/base/strings.h"
#include "core/base/utf8.h"

namespace resumulator::resumable_js {
namespace {

using Number = std::optional<std::uint64_t>;

constexpr std::size_t kIdentifierMax = 1024;
// Shown in lists and headers only; the object's name is made safe apart from it.
constexpr std::size_t kTextMax = 8192;

Unexpected missing(std::string_view name) {
  return {ErrorKind::kMalformed, std::string(name) + " is missing.", "missing_parameter"};
}
Unexpected invalid(std::string_view name, const char* what) {
  return {ErrorKind::kMalformed, std::string(name) + " " + what, "invalid_parameter"};
}

/// Reads parameters one after the other; the first error stays.
class Taker {
 public:
  Taker(const Fields& fields, const ResumableJsSwitches& switches)
      : fields_(fields), switches_(switches) {}

  std::optional<std::string> text(const std::string& name) {
    auto value = fields_.get(name, switches_);
    if (!value) {
      fail(Unexpected(std::move(value).error()));
      return std::nullopt;
    }
    if (*value && (*value)->size() > kTextMax) fail(invalid(name, "is too long."));
    return *std::move(value);
  }
  Number number(const std::string& name) {
    const auto value = text(name);
    if (!value) return std::nullopt;
    const auto parsed = parse_u64(*value);
    if (parsed) return *parsed;
    fail(invalid(name, parsed.error().kind == ErrorKind::kOutOfRange ? "is too large a number."
                                                                    : "is not a number."));
    return std::nullopt;
  }
  void fail(const Unexpected& error) {
    if (!error_) error_ = error.error();
  }
  void need(bool there, const std::string& name) {
    if (!there) fail(missing(name));
  }
  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

 private:
  const Fields& fields_;
  const ResumableJsSwitches& switches_;
  std::optional<Error> error_;
};

void take_identifier(Taker& taker, const Names& names, Chunk& chunk) {
  chunk.identifier = taker.text(names.identifier).value_or("");
  if (chunk.identifier.size() > kIdentifierMax) {
    taker.fail(invalid(names.identifier, "is longer than 1024 bytes."));
  }
  if (!is_valid_utf8(chunk.identifier)) taker.fail(invalid(names.identifier, "is not UTF-8."));
}

void take_number(Taker& taker, const Names& names, Chunk& chunk) {
  const Number number = taker.number(names.number);
  taker.need(number.has_value(), names.number);
  chunk.number = number.value_or(0);
  if (names.from_zero && chunk.number != UINT64_MAX) ++chunk.number;
}

void take_name(Taker& taker, const Names& names, const std::optional<std::string>& filename,
               Chunk& chunk) {
  const auto told = taker.text(names.filename);
  chunk.filename = told ? *told : names.needs_filename ? "" : filename.value_or("");
  // Plupload's identifier is the name it wants; a Blob's part is called "blob".
  const bool nameless = chunk.filename.empty() || chunk.filename == "blob";
  if (names.dialect == Dialect::kPlupload && (nameless || !chunk.identifier.empty())) {
    chunk.filename = chunk.identifier;
  } else if (!names.needs_filename && chunk.filename.empty()) {
    chunk.filename = chunk.identifier;
  }
  if (names.needs_filename) taker.need(told.has_value(), names.filename);
  chunk.relative_path = taker.text(names.relative_path).value_or("");
  chunk.type = taker.text(names.type).value_or("");
}

Result<Place> by_layout(const Chunk& chunk, std::uint64_t total, std::uint64_t size, bool strict) {
  const ChunkLayout plain{total, size, false};
  const ChunkLayout forced{total, size, true};
  ChunkLayout layout = chunk.rounds_up ? forced : plain;
  if (chunk.total_chunks) {
    // Rule rjs.layout.inferred.
    if (*chunk.total_chunks != layout.count()) layout = forced;
    if (*chunk.total_chunks != layout.count()) {
      if (!strict) return Place{.count = *chunk.total_chunks};
      return Unexpected(ErrorKind::kMalformed,
                        "The number of chunks is not that of a file of this size in chunks of "
                        "this size.",
                        "invalid_parameter");
    }
  } else if (layout == plain && chunk.number >= plain.count() && chunk.number <= forced.count()) {
    // Rule rjs.layout.derived: a last chunk of C, or one behind it, gives the forced mode away.
    const bool contradicts = chunk.current_size && chunk.number == plain.count() &&
                             *chunk.current_size != plain.span(chunk.number - 1).size();
    if (chunk.number > plain.count() || contradicts) layout = forced;
  }
  Place place{.count = layout.count(), .counted = chunk.total_chunks.has_value()};
  if (chunk.number < 1 || chunk.number > place.count) return place;
  const ByteSpan span = layout.span(chunk.number - 1);
  place.start = span.begin;
  if (strict) place.size = span.size();
  return place;
}

Result<Place> lay_out(const Chunk& chunk, bool strict) {
  if (chunk.chunk_size == std::uint64_t{0}) {
    return Unexpected(ErrorKind::kMalformed, "The chunk size is 0.", "invalid_parameter");
  }
  if (chunk.total_size && chunk.chunk_size) {
    return by_layout(chunk, *chunk.total_size, *chunk.chunk_size, strict);
  }
  if (!chunk.total_chunks) {
    return Unexpected(ErrorKind::kMalformed,
                      "Neither the number of chunks nor their size is given.",
                      "missing_parameter");
  }
  Place place{.count = *chunk.total_chunks, .start = chunk.offset};
  if (strict) place.size = chunk.current_size;
  if (chunk.number == 1) place.start = 0;
  return place;
}

}  // namespace

Result<Chunk> read_chunk(const Fields& fields, const Names& names,
                         const std::optional<std::string>& filename,
                         const ResumableJsSwitches& switches) {
  Taker taker(fields, switches);
  Chunk chunk;
  chunk.dialect = names.dialect;
  chunk.rounds_up = names.rounds_up;
  take_identifier(taker, names, chunk);
  chunk.by_offset = names.is_by_offset(fields.has(names.number), fields.has(names.offset),
                                       fields.has(names.total_size));
  chunk.whole = names.sends_whole && !fields.has(names.number) && !chunk.by_offset;
  if (chunk.whole) {
    chunk.total_chunks = 1;
  } else {
    taker.need(!chunk.identifier.empty(), names.identifier);
    if (!chunk.by_offset) take_number(taker, names, chunk);
    chunk.total_chunks = taker.number(names.total_chunks);
    if (switches.require_total_chunks) {
      taker.need(chunk.total_chunks.has_value(), names.total_chunks);
    }
    chunk.chunk_size = taker.number(names.chunk_size);
    chunk.current_size = taker.number(names.current_size);
    chunk.offset = taker.number(names.offset);
  }
  chunk.total_size = taker.number(names.total_size);
  const bool needs_total = !chunk.whole && names.dialect != Dialect::kPlupload;
  if (needs_total) taker.need(chunk.total_size.has_value(), names.total_size);
  take_name(taker, names, filename, chunk);
  if (taker.error()) return Unexpected(*taker.error());
  return chunk;
}

Result<void> number_by_offset(Chunk& chunk, std::uint64_t chunk_size) {
  chunk_size = std::max<std::uint64_t>(chunk_size, 1);
  const std::uint64_t total = chunk.total_size.value_or(0);
  const std::uint64_t offset = chunk.offset.value_or(0);
  if (offset % chunk_size != 0) {
    return Unexpected(ErrorKind::kMalformed,
                      "No chunk begins at byte " + std::to_string(offset) + ".",
                      "invalid_parameter");
  }
  chunk.chunk_size = chunk_size;
  chunk.number = offset / chunk_size + 1;
  chunk.total_chunks = ChunkLayout{total, chunk_size, /*forced=*/true}.count();
  return {};
}

Result<Place> place_of(const Chunk& chunk, const Options& options) {
  const ResumableJsSwitches& switches = options.resumablejs;
  const std::uint64_t most = std::min(switches.max_file_size, options.limits.object_bytes_max);
  if (chunk.total_size && *chunk.total_size > most) {
    return Unexpected(ErrorKind::kTooLarge,
                      "The file is larger than " + std::to_string(most) + " bytes.",
                      "file_too_large");
  }
  if (chunk.total_size == std::uint64_t{0} && !switches.allow_empty) {
    return Unexpected(ErrorKind::kMalformed, "The file is empty.", "invalid_parameter");
  }
  Result<Place> place = lay_out(chunk, switches.check_sizes);
  if (!place) return place;
  if (chunk.number < 1 || chunk.number > place->count) {
    return Unexpected(ErrorKind::kOutOfRange,
                      "There is no chunk " + std::to_string(chunk.number) + " of " +
                          std::to_string(place->count) + ".",
                      "chunk_out_of_range");
  }
  if (place->count > options.limits.parts_max) {
    return Unexpected(ErrorKind::kOutOfRange,
                      "A file has at most " + std::to_string(options.limits.parts_max) +
                          " chunks.",
                      "chunk_out_of_range");
  }
  const bool wrong = place->size && chunk.current_size && *chunk.current_size != *place->size;
  if (wrong) {
    return Unexpected(ErrorKind::kPrecondition,
                      "Chunk " + std::to_string(chunk.number) + " has " +
                          std::to_string(*place->size) + " bytes, not " +
                          std::to_string(*chunk.current_size) + ".",
                      "wrong_chunk_size");
  }
  return place;
}

}  // namespace resumulator::resumable_js
