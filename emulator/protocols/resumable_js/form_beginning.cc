#include "protocols/resumable_js/form_beginning.h"

#include <algorithm>
#include <utility>

#include "core/wire/form_reader.h"
#include "protocols/resumable_js/names.h"

namespace resumulator::resumable_js {
namespace {

constexpr std::size_t kNone = std::string_view::npos;
constexpr std::uint64_t kFieldMax = 64 * 1024;
constexpr std::size_t kFieldsMax = 1000;
/// Blanks that may stand between a boundary and its line break.
constexpr std::size_t kPaddingMax = 256;

/// Behind the delimiter that ends at `at`: one past its line, or past the dashes that close the
/// form. 0: it is none; kNone: more bytes must tell.
std::size_t delimiter_line(std::string_view seen, std::size_t at) {
  const std::string_view rest = seen.substr(at);
  if (rest.starts_with("--")) return at + 2;
  const std::size_t end = rest.find_first_not_of(" \t");
  if (end == kNone || rest == "-" || rest.substr(end) == "\r") {
    return rest.size() > kPaddingMax ? 0 : kNone;
  }
  if (rest[end] == '\n') return at + end + 1;
  return rest.substr(end).starts_with("\r\n") ? at + end + 2 : 0;
}

/// The first byte of the line that ends a part's header, found from the line break at or behind
/// `from` on: one past it; kNone: it has not come.
std::size_t header_end(std::string_view seen, std::size_t from) {
  for (std::size_t at = seen.find('\n', from); at != kNone; at = seen.find('\n', at + 1)) {
    const std::string_view rest = seen.substr(at + 1);
    if (rest.starts_with("\n")) return at + 2;
    if (rest.starts_with("\r\n")) return at + 3;
  }
  return kNone;
}

}  // namespace

FormBeginning::FormBeginning(std::string_view content_type, const ResumableJsSwitches& switches,
                             Fields fields)
    : files_(file_names(switches)), fields_(std::move(fields)) {
  const auto type = parse_media_type(content_type);
  done_ = !type || !FormReader::reads(*type);
  if (done_) return;
  type_ = *type;
  if (type->is("multipart", "form-data")) {
    delimiter_ = "--" + multipart_boundary(*type).value_or("-");
  }
}

bool FormBeginning::see(std::string_view beginning) {
  while (!done_) {
    if (advance(beginning) == Step::kWait) break;
    done_ = done_ || taken_ > kFieldsMax;
  }
  return done_;
}

FormBeginning::Step FormBeginning::advance(std::string_view seen) {
  if (delimiter_.empty()) return advance_urlencoded(seen);
  switch (at_) {
    case At::kBefore:
      return open_part(seen);
    case At::kHeader:
      return name_part(seen);
    case At::kValue:
      break;
  }
  return end_part(seen);
}

FormBeginning::Step FormBeginning::advance_urlencoded(std::string_view seen) {
  const std::size_t mark = seen.find_first_of(at_ == At::kValue ? "&" : "=&", scanned_);
  scanned_ = mark == kNone ? seen.size() : mark + 1;
  if (mark == kNone) return Step::kWait;
  const bool ends = seen[mark] == '&';
  take(seen.substr(begun_, mark + (ends ? 0 : 1) - begun_), ends);
  at_ = ends ? At::kBefore : At::kValue;
  if (ends) begun_ = mark + 1;
  return Step::kGo;
}

// The first delimiter: at the very beginning, or behind a preamble.
FormBeginning::Step FormBeginning::open_part(std::string_view seen) {
  const std::size_t mark = seen.find(delimiter_, scanned_);
  if (mark == kNone) {
    scanned_ = seen.size() - std::min(seen.size(), delimiter_.size());
    return Step::kWait;
  }
  const bool in_line = mark > 0 && seen[mark - 1] != '\n';
  const std::size_t end = in_line ? 0 : delimiter_line(seen, mark + delimiter_.size());
  if (end == kNone) return Step::kWait;
  scanned_ = mark + 1;
  if (end == 0) return Step::kGo;
  done_ = seen.substr(mark + delimiter_.size()).starts_with("--");
  begun_ = mark;
  scanned_ = end - 1;  // its line break may be the first of the header's end
  at_ = At::kHeader;
  return Step::kGo;
}

FormBeginning::Step FormBeginning::name_part(std::string_view seen) {
  const std::size_t end = header_end(seen, scanned_);
  if (end == kNone) {
    scanned_ = std::max(scanned_, seen.size() - std::min<std::size_t>(seen.size(), 2));
    return Step::kWait;
  }
  take(seen.substr(begun_, end - begun_), false);
  scanned_ = end - 1;  // a delimiter may follow at once
  at_ = At::kValue;
  return Step::kGo;
}

FormBeginning::Step FormBeginning::end_part(std::string_view seen) {
  const std::string needle = "\n" + delimiter_;
  const std::size_t mark = seen.find(needle, scanned_);
  if (mark == kNone) {
    const std::size_t kept = std::min(seen.size(), needle.size());
    scanned_ = std::max(scanned_, seen.size() - kept);
    return Step::kWait;
  }
  const std::size_t end = delimiter_line(seen, mark + needle.size());
  if (end == kNone) return Step::kWait;
  scanned_ = mark + 1;
  if (end == 0) return Step::kGo;
  take(seen.substr(begun_, end - begun_), true);
  done_ = done_ || seen.substr(mark + needle.size()).starts_with("--");
  begun_ = mark + 1;
  scanned_ = end - 1;
  at_ = At::kHeader;
  return Step::kGo;
}

void FormBeginning::take(std::string_view text, bool whole) {
  read_ += text.size();
  // Of a form in parts the delimiter stands behind the field, the closing one without a line's end;
  // the rest of the body is missing.
  const bool in_parts = !delimiter_.empty();
  MemoryBody body(std::string(text) + (in_parts && whole ? "\r\n" : ""), /*cut_at_end=*/in_parts);
  FormReader form(body, *type_);
  const Result<bool> more = form.next();
  if (!more || !*more) {
    done_ = !more || in_parts;
    return;
  }
  if (std::find(files_.begin(), files_.end(), form.name()) != files_.end()) done_ = true;
  if (done_ || !whole) return;
  Result<std::string> value = read_all(form.value(), kFieldMax);
  if (!value) {
    done_ = true;
    return;
  }
  if (!form.filename()) fields_.add_form_field(form.name(), *std::move(value));
  ++taken_;
}

}  // namespace resumulator::resumable_js
