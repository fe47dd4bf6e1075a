#include "protocols/gcs/json/operations/batch_parts.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "core/base/strings.h"

namespace resumulator::gcs::json {
namespace {

// The next line without its end; `text` moves behind it.
std::string_view take_line(std::string_view& text) {
  const auto end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

struct Delimiter {
  std::size_t begin = 0;  ///< of the line break before it, where there is one
  std::size_t end = 0;    ///< of its line, line break included
  bool closing = false;
};

// The next line that is "--BOUNDARY" or "--BOUNDARY--", blanks behind it allowed.
std::optional<Delimiter> find_delimiter(std::string_view body, std::string_view boundary,
                                        std::size_t from) {
  const std::string mark = "--" + std::string(boundary);
  for (auto at = body.find(mark, from); at != std::string_view::npos;
       at = body.find(mark, at + 1)) {
    if (at > 0 && body[at - 1] != '\n') continue;
    std::string_view rest = body.substr(at + mark.size());
    const std::size_t before = rest.size();
    const std::string_view tail = trim(take_line(rest));
    if (!tail.empty() && tail != "--") continue;
    Delimiter found{at, at + mark.size() + (before - rest.size()), !tail.empty()};
    if (found.begin > from) --found.begin;
    if (found.begin > from && body[found.begin - 1] == '\r') --found.begin;
    return found;
  }
  return std::nullopt;
}

// Header fields up to a blank line or the end. False on a line that is no field.
bool take_headers(std::string_view& text, Headers& headers) {
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    if (line.empty()) return true;
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0) return false;
    const std::string_view name = line.substr(0, colon);
    if (name.find_first_of(" \t") != std::string_view::npos) return false;
    headers.add(std::string(name), std::string(trim(line.substr(colon + 1))));
  }
  return true;
}

// An absolute URL is cut to its path and query. Rule gcs.batch.absolute-url.
std::string origin_form(std::string_view target) {
  const auto scheme = target.find("://");
  if (scheme != std::string_view::npos && scheme < target.find_first_of("/?")) {
    const auto path = target.find('/', scheme + 3);
    return path == std::string_view::npos ? "/" : std::string(target.substr(path));
  }
  return std::string(target);
}

bool is_method(std::string_view word) {
  return !word.empty() && word.size() <= 16 &&
         std::all_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

// Rule gcs.batch.no-version: the version may be missing.
bool parse_request_line(std::string_view line, RequestHead& head) {
  const auto blank = line.find(' ');
  if (blank == std::string_view::npos) return false;
  const std::string_view method = line.substr(0, blank);
  std::string_view target = trim(line.substr(blank + 1));
  if (const auto version = target.rfind(" HTTP/"); version != std::string_view::npos) {
    target = trim(target.substr(0, version));
  }
  if (!is_method(method) || target.find_first_of(" \t") != std::string_view::npos) return false;
  head.method = method;
  head.target = origin_form(target);
  return head.target.starts_with('/');
}

// The body ends where the part ends, or before it where Content-Length says so.
std::string_view cut_to_length(std::string_view body, const Headers& headers) {
  const std::string_view length = headers.get("Content-Length");
  std::size_t wanted = 0;
  const auto read = std::from_chars(length.data(), length.data() + length.size(), wanted);
  if (length.empty() || read.ec != std::errc() || read.ptr != length.data() + length.size()) {
    return body;
  }
  return body.substr(0, wanted);
}

BatchPart parse_part(std::string_view text) {
  BatchPart part;
  Headers outer;
  if (!take_headers(text, outer)) {
    part.problem = "A part of the batch has a malformed header.";
    return part;
  }
  part.content_id = outer.get("Content-ID");
  std::string_view line;
  while (!text.empty() && line.empty()) line = take_line(text);
  if (!parse_request_line(line, part.head)) {
    part.problem = "A part of the batch holds no HTTP request.";
    return part;
  }
  if (!take_headers(text, part.head.headers)) {
    part.problem = "A request in the batch has a malformed header.";
    return part;
  }
  part.body = cut_to_length(text, part.head.headers);
  part.head.framing = {BodyFraming::Kind::kLength, part.body.size()};
  return part;
}

}  // namespace

Result<std::vector<BatchPart>> parse_batch(std::string_view body, std::string_view boundary) {
  const Unexpected malformed(ErrorKind::kMalformed,
                             "Failed to parse batch request, the boundary does not match.");
  if (boundary.empty()) return malformed;
  auto delimiter = find_delimiter(body, boundary, 0);
  if (!delimiter) return malformed;
  std::vector<BatchPart> parts;
  while (!delimiter->closing) {
    const std::size_t begin = delimiter->end;
    delimiter = find_delimiter(body, boundary, begin);
    if (!delimiter) return malformed;
    parts.push_back(parse_part(body.substr(begin, delimiter->begin - begin)));
  }
  return parts;
}

std::string answer_content_id(std::string_view content_id) {
  if (content_id.starts_with('<')) return "<response-" + std::string(content_id.substr(1));
  return "response-" + std::string(content_id);
}

// Rule gcs.batch.answer-format: every line ends with CRLF; python-based clients split there.
std::string render_batch(const std::vector<BatchAnswer>& answers, std::string_view boundary) {
  const std::string delimiter = "--" + std::string(boundary);
  std::string out;
  for (const BatchAnswer& answer : answers) {
    out += delimiter + "\r\nContent-Type: application/http\r\n";
    if (!answer.content_id.empty()) {
      out += "Content-ID: " + answer_content_id(answer.content_id) + "\r\n";
    }
    out += "\r\nHTTP/1.1 " + std::to_string(answer.status) + ' ';
    out += answer.reason.empty() ? std::string(reason_phrase(answer.status)) : answer.reason;
    out += "\r\n";
    for (const auto& [name, value] : answer.headers.fields()) out += name + ": " + value + "\r\n";
    out += "Content-Length: " + std::to_string(answer.body.size()) + "\r\n\r\n";
    out += answer.body + "\r\n";
  }
  return out + delimiter + "--\r\n";
}

}  // namespace resumulator::gcs::json
