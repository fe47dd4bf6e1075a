#include "core/wire/multipart_reader.h"

#include <algorithm>
#include <cassert>
#include <cstring>

#include "core/base/strings.h"

namespace resumulator {
namespace {

constexpr std::size_t kWindowBytes = 65536;
/// Below this much room, or with more than that pending, going through the window costs no more.
constexpr std::size_t kDirectMin = 16 * 1024;
constexpr std::size_t kDirectPendingMax = 1024;
/// Blanks that may stand between a boundary and its line break.
constexpr std::size_t kPaddingMax = 256;

std::size_t find(std::string_view text, std::string_view needle, std::size_t from) {
  if (from >= text.size()) return std::string_view::npos;
  const void* const at =
      memmem(text.data() + from, text.size() - from, needle.data(), needle.size());
  if (at == nullptr) return std::string_view::npos;
  return static_cast<std::size_t>(static_cast<const char*>(at) - text.data());
}

Unexpected malformed(const char* what) { return {ErrorKind::kMalformed, what}; }

/// Takes a line off the front; without its CRLF or LF.
std::string_view take_line(std::string_view& text) {
  const auto end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  take_suffix(line, "\r");
  return line;
}

/// One past the empty line that ends a part's header, or npos.
std::size_t head_size(std::string_view view) {
  std::string_view rest = view;
  while (rest.find('\n') != std::string_view::npos) {
    if (take_line(rest).empty()) return view.size() - rest.size();
  }
  return std::string_view::npos;
}

}  // namespace

MultipartReader::MultipartReader(BodySource& body, std::string_view boundary,
                                 MultipartLimits limits)
    : body_(body), needle_("\n--"), limits_(limits), window_(kWindowBytes + 2 * boundary.size()) {
  needle_ += boundary;
  limits_.part_head_bytes_max = std::min(limits_.part_head_bytes_max, kWindowBytes / 2);
}

Result<bool> MultipartReader::next() {
  if (closed_) return false;
  Result<void> skipped = skip_to_mark();
  if (!skipped) return Unexpected(std::move(skipped).error());
  const bool closing = mark_ == Mark::kClose;
  begin_ += mark_size_;
  part_crlf_ = mark_crlf_;
  mark_ = Mark::kUnknown;
  if (closing) {
    closed_ = true;
    Result<void> ended = read_epilogue();
    if (!ended) return Unexpected(std::move(ended).error());
    return false;
  }
  ++parts_;
  Result<void> read = read_part_head();
  if (!read) return Unexpected(std::move(read).error());
  fresh_ = true;
  part_received_ = 0;
  return true;
}

BodyRead MultipartReader::read_part(std::span<std::byte> into) {
  if (parts_ == 0 || closed_) return {BodyState::kEnd, 0};
  if (reads_past_window(into)) {
    const BodyRead direct = read_direct(into.first(std::min(into.size(), window_.size())));
    if (direct.state != BodyState::kMore || direct.size > 0) return direct;
  }
  const BodyState state = find_data();
  if (state != BodyState::kMore) return {state, 0};
  const std::size_t size = std::min(clean_, into.size());
  std::memcpy(into.data(), window_.data() + begin_, size);
  take_data(size);
  part_received_ += size;
  return {BodyState::kMore, size};
}

/// In the middle of a part, with little in the window: its bytes can go where they are wanted at
/// once.
bool MultipartReader::reads_past_window(std::span<const std::byte> into) const {
  return clean_ == 0 && mark_ == Mark::kUnknown && !fresh_ && !ended_ &&
         end_ - begin_ <= kDirectPendingMax && into.size() >= kDirectMin;
}

/// Reads behind what is pending, straight into the caller's memory (at most a window of it). What
/// may belong to a delimiter goes back into the window. kMore and no bytes: only the window can
/// tell.
BodyRead MultipartReader::read_direct(std::span<std::byte> into) {
  const std::size_t pending = end_ - begin_;
  std::memcpy(into.data(), window_.data() + begin_, pending);
  const BodyRead got = body_.read(into.subspan(pending));
  if (got.state == BodyState::kEnd) ended_ = true;
  if (got.state != BodyState::kMore) return {ended_ ? BodyState::kMore : got.state, 0};
  const std::string_view view(reinterpret_cast<const char*>(into.data()), pending + got.size);
  const std::size_t at = find(view, needle_, 0);
  // As in scan(): a delimiter that is not whole yet, with its CR, is no longer than the needle.
  const std::size_t open = at != std::string_view::npos
                               ? at - std::min<std::size_t>(at, 1)
                               : view.size() - std::min(view.size(), needle_.size());
  begin_ = 0;
  end_ = view.size() - open;
  std::memcpy(window_.data(), view.data() + open, end_);
  part_received_ += open;
  return {BodyState::kMore, open};
}

/// kMore: clean_ > 0. kEnd: a delimiter stands at the front. kMalformed: the body ended before one.
BodyState MultipartReader::find_data() {
  for (;;) {
    if (clean_ > 0) return BodyState::kMore;
    if (mark_ != Mark::kUnknown) return BodyState::kEnd;
    scan();
    if (clean_ > 0 || mark_ != Mark::kUnknown) continue;
    if (ended_) return BodyState::kMalformed;
    switch (fill()) {
      case BodyState::kCut:
        return BodyState::kCut;
      case BodyState::kMalformed:
        return BodyState::kMalformed;
      case BodyState::kMore:
      case BodyState::kEnd:
        break;
    }
  }
}

void MultipartReader::take_data(std::size_t size) {
  begin_ += size;
  clean_ -= size;
  fresh_ = false;
}

/// Reads once more from the body, behind what the window holds.
BodyState MultipartReader::fill() {
  if (begin_ == end_ || window_.size() - end_ < window_.size() / 2) {
    std::memmove(window_.data(), window_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  // Never full here: every caller has used up all but a delimiter line or a part's header.
  assert(end_ < window_.size());
  const auto room = std::as_writable_bytes(std::span(window_)).subspan(end_);
  const BodyRead got = body_.read(room);
  end_ += got.size;
  if (got.state == BodyState::kEnd) ended_ = true;
  return got.state;
}

/// Finds out how much of the window is data, and whether a delimiter stands behind it. Sets neither
/// clean_ nor mark_ when only more bytes can tell.
void MultipartReader::scan() {
  const std::string_view view = window();
  const std::string_view dashes = std::string_view(needle_).substr(1);
  if (fresh_) {
    const std::size_t have = std::min(view.size(), dashes.size());
    if (view.substr(0, have) == dashes.substr(0, have)) {
      if (have < dashes.size()) {
        if (ended_) clean_ = have;
        return;
      }
      if (settle(0, dashes.size())) return;
    }
  }
  for (std::size_t at = find(view, needle_, 0); at != std::string_view::npos;
       at = find(view, needle_, at + 1)) {
    const bool with_cr = part_crlf_ && at > 0 && view[at - 1] == '\r';
    if (settle(with_cr ? at - 1 : at, at + needle_.size())) return;
  }
  // A delimiter that is not whole yet, with its CR, is shorter than this.
  if (ended_) {
    clean_ = view.size();
  } else if (view.size() > needle_.size()) {
    clean_ = view.size() - needle_.size();
  }
}

/// What a boundary in the window is. True when that ends the scan: it is a delimiter (clean_ and
/// mark_ are set), or only more bytes can tell (what stands before is data).
bool MultipartReader::settle(std::size_t line_start, std::size_t boundary_end) {
  const DelimiterLine line = classify(window().substr(boundary_end));
  switch (line.kind) {
    case LineKind::kData:
      return false;
    case LineKind::kNeedMore:
      clean_ = line_start;
      return true;
    case LineKind::kDelimiter:
      mark_ = Mark::kDelimiter;
      break;
    case LineKind::kClose:
      mark_ = Mark::kClose;
      break;
  }
  clean_ = line_start;
  mark_size_ = boundary_end - line_start + line.size;
  mark_crlf_ = line.crlf;
  return true;
}

/// `tail`: what follows "--boundary". Only blanks may, or "--" and blanks, up to the line break.
MultipartReader::DelimiterLine MultipartReader::classify(std::string_view tail) const {
  std::size_t at = 0;
  const bool closing = tail.starts_with("--");
  if (closing) at = 2;
  if (!closing && tail == "-") return {ended_ ? LineKind::kData : LineKind::kNeedMore};
  const LineKind kind = closing ? LineKind::kClose : LineKind::kDelimiter;
  while (at < tail.size() && at < kPaddingMax && (tail[at] == ' ' || tail[at] == '\t')) ++at;
  if (tail.substr(at, 2) == "\r\n") return {kind, at + 2, true};
  if (tail.substr(at, 1) == "\n") return {kind, at + 1, false};
  const bool at_end = at == tail.size() || tail.substr(at) == "\r";
  if (!at_end) return {LineKind::kData};
  if (!ended_) return {LineKind::kNeedMore};
  return closing && at == tail.size() ? DelimiterLine{kind, at, true}
                                      : DelimiterLine{LineKind::kData};
}

/// Throws away data up to the next delimiter: the preamble, or what nobody read of a part.
Result<void> MultipartReader::skip_to_mark() {
  for (;;) {
    switch (find_data()) {
      case BodyState::kMore:
        take_data(clean_);
        break;
      case BodyState::kEnd:
        return {};
      case BodyState::kCut:
        return Unexpected(ErrorKind::kCut, "the body was cut inside a multipart part");
      case BodyState::kMalformed:
        return malformed("the multipart body has no closing delimiter");
    }
  }
}

Result<void> MultipartReader::read_part_head() {
  for (;;) {
    const std::size_t size = head_size(window());
    if (std::min(size, window().size()) > limits_.part_head_bytes_max) {
      return Unexpected(ErrorKind::kTooLarge, "the header of a multipart part is too large");
    }
    if (size != std::string_view::npos) {
      Result<void> parsed = parse_part_head(window().substr(0, size));
      begin_ += size;
      return parsed;
    }
    const BodyState state = fill();
    if (state == BodyState::kCut) {
      return Unexpected(ErrorKind::kCut, "the body was cut inside a multipart part");
    }
    if (state != BodyState::kMore) return malformed("the body ends in the header of a part");
  }
}

/// `head`: header lines and the empty line behind them.
Result<void> MultipartReader::parse_part_head(std::string_view head) {
  headers_ = Headers();
  while (!head.empty()) {
    std::string_view line = take_line(head);
    if (line.empty()) break;
    const Halves colon = split_once(line, ':');
    const std::string_view name = trim(colon.first);
    if (!colon.found || !is_token(name) || name.data() != line.data()) {
      return malformed("a header line of a part is not name: value");
    }
    if (headers_.size() == limits_.part_fields_max) {
      return Unexpected(ErrorKind::kTooLarge, "a part has too many header fields");
    }
    std::string value(trim(colon.second));
    while (head.starts_with(' ') || head.starts_with('\t')) {
      // MIME writers fold long lines; a fold means one blank.
      value += ' ';
      value += trim(take_line(head));
    }
    headers_.add(std::string(name), std::string(trim(value)));
  }
  return {};
}

/// What follows the closing delimiter means nothing, but the body must be whole.
Result<void> MultipartReader::read_epilogue() {
  while (!ended_) {
    begin_ = end_ = 0;
    switch (fill()) {
      case BodyState::kCut:
        return Unexpected(ErrorKind::kCut, "the body was cut behind its last part");
      case BodyState::kMalformed:
        return malformed("the body's framing is broken");
      case BodyState::kMore:
      case BodyState::kEnd:
        break;
    }
  }
  return {};
}

}  // namespace resumulator
