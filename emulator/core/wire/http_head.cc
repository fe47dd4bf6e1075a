#include "core/wire/http_head.h"

#include <algorithm>
#include <array>

#include "core/base/strings.h"
#include "core/wire/http_target.h"
#include "core/wire/url.h"

namespace resumulator {
namespace {

using Refused = std::optional<HeadRefusal>;

/// What nobody may serve: one asks for the request's own bytes back, the other for a tunnel.
constexpr std::array<std::string_view, 2> kNeverServed = {"TRACE", "CONNECT"};
/// Longest method that is worth waiting for (no registered one is longer than 17).
constexpr std::size_t kMethodMax = 32;

HeadRefusal too_many_bytes() { return {431, "The request head is too large."}; }
HeadRefusal target_too_long() { return {414, "The request target is too long."}; }

/// Takes one line and its CRLF off the front. False: the line ends in LF alone or not at all.
bool take_line(std::string_view& text, std::string_view& line) {
  const auto end = text.find('\n');
  if (end == std::string_view::npos || end == 0 || text[end - 1] != '\r') return false;
  line = text.substr(0, end - 1);
  text.remove_prefix(end + 1);
  return true;
}

Refused read_version(std::string_view text, RequestHead& head) {
  if (!take_prefix(text, "HTTP/") || text.size() != 3 || !is_digit(text[0]) || text[1] != '.' ||
      !is_digit(text[2])) {
    return HeadRefusal{400, "The request line does not end in an HTTP version."};
  }
  if (text[0] != '1' || text[2] > '1') {
    return HeadRefusal{505, "Only HTTP/1.0 and HTTP/1.1 are spoken here."};
  }
  head.version_minor = text[2] - '0';
  return std::nullopt;
}

Refused read_method(std::string_view method, RequestHead& head) {
  if (!is_token(method)) return HeadRefusal{400, "The request method is not a token."};
  const bool never =
      std::find(kNeverServed.begin(), kNeverServed.end(), method) != kNeverServed.end();
  const bool upper_case =
      std::none_of(method.begin(), method.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  if (never || !upper_case || method.size() > kMethodMax) {
    return HeadRefusal{501, "The request method is not known here."};
  }
  head.method = method;
  return std::nullopt;
}

/// `authority`: set when the target names a host, which then stands for the Host field.
Refused read_request_line(std::string_view line, const Limits& limits, RequestHead& head,
                          std::string& authority) {
  const Halves first = split_once(line, ' ');
  const auto last = first.second.rfind(' ');
  if (!first.found || last == std::string_view::npos) {
    return HeadRefusal{400, "The request line is not method, target and version."};
  }
  const std::string_view target = first.second.substr(0, last);
  // The version comes first: another protocol's preface should hear that, not that "PRI" is
  // unknown.
  if (Refused refused = read_version(first.second.substr(last + 1), head)) return refused;
  if (Refused refused = read_method(first.first, head)) return refused;
  if (target.size() > limits.uri_bytes_max) return target_too_long();
  Result<RequestTarget> parsed = parse_request_target(target, head.method);
  if (!parsed) return HeadRefusal{400, std::move(parsed).error().text};
  head.target = std::move(parsed->origin_form);
  authority = std::move(parsed->authority);
  return std::nullopt;
}

bool is_value_char(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return c == '\t' || (byte >= 0x20 && byte != 0x7F);
}

Refused read_field(std::string_view line, Headers& headers) {
  if (line.front() == ' ' || line.front() == '\t') {
    return HeadRefusal{400, "A request header field is folded over two lines."};
  }
  const Halves colon = split_once(line, ':');
  if (!colon.found) return HeadRefusal{400, "A request header line has no colon."};
  if (!is_token(colon.first)) {
    return HeadRefusal{400, "A request header field name is not a token."};
  }
  if (!std::all_of(colon.second.begin(), colon.second.end(), is_value_char)) {
    return HeadRefusal{400, "A request header field value has a control character."};
  }
  headers.add(std::string(colon.first), std::string(trim(colon.second)));
  return std::nullopt;
}

Refused read_fields(std::string_view& rest, const Limits& limits, Headers& headers) {
  for (;;) {
    std::string_view line;
    if (!take_line(rest, line)) return HeadRefusal{400, "A request header line has no CRLF."};
    if (line.empty()) break;
    if (headers.size() >= limits.header_fields_max) {
      return HeadRefusal{431, "The request has too many header fields."};
    }
    if (Refused refused = read_field(line, headers)) return refused;
  }
  if (!rest.empty()) return HeadRefusal{400, "Bytes follow the request head."};
  return std::nullopt;
}

Refused check_host(const std::string& authority, RequestHead& head) {
  const auto hosts = head.headers.all("Host");
  if (hosts.size() > 1) return HeadRefusal{400, "The request has more than one Host field."};
  if (hosts.empty() && head.version_minor >= 1) {
    return HeadRefusal{400, "The request has no Host field."};
  }
  if (!hosts.empty() && !is_valid_host(hosts.front())) {
    return HeadRefusal{400, "The Host field is malformed."};
  }
  // RFC 9112 3.2.2: what an absolute target names counts, the field is ignored.
  if (!authority.empty()) head.headers.set("Host", authority);
  return std::nullopt;
}

/// Splits at commas, without blanks; empty elements are kept, so that they are refused.
std::vector<std::string_view> list_elements(const std::vector<std::string_view>& values) {
  std::vector<std::string_view> elements;
  for (const std::string_view value : values) {
    for (const std::string_view element : split(value, ',')) elements.push_back(trim(element));
  }
  return elements;
}

Refused read_transfer_coding(RequestHead& head) {
  const auto codings = list_elements(head.headers.all("Transfer-Encoding"));
  if (codings.empty()) return std::nullopt;
  if (head.version_minor == 0) {
    return HeadRefusal{400, "HTTP/1.0 has no Transfer-Encoding."};
  }
  if (head.headers.has("Content-Length")) {
    return HeadRefusal{400, "The request has both Content-Length and Transfer-Encoding."};
  }
  for (const std::string_view coding : codings) {
    if (!is_token(trim(split_once(coding, ';').first))) {
      return HeadRefusal{400, "The Transfer-Encoding field is malformed."};
    }
    if (!iequals(coding, "chunked")) {
      return HeadRefusal{501, "The only transfer coding known here is chunked."};
    }
  }
  if (codings.size() > 1) return HeadRefusal{400, "The request is chunked more than once."};
  head.framing = {BodyFraming::Kind::kChunked, 0};
  return std::nullopt;
}

/// Equal repetitions are one length (RFC 9110 8.6); anything else would let two readers see two
/// requests.
Refused read_content_length(RequestHead& head) {
  const auto lengths = list_elements(head.headers.all("Content-Length"));
  for (const std::string_view text : lengths) {
    const Result<std::uint64_t> length = parse_u64(text);
    if (!length || *length > INT64_MAX) {
      return HeadRefusal{400, "The Content-Length field is not a length."};
    }
    if (head.framing.kind == BodyFraming::Kind::kLength && *length != head.framing.length) {
      return HeadRefusal{400, "The request has two different Content-Length fields."};
    }
    head.framing = {BodyFraming::Kind::kLength, *length};
  }
  return std::nullopt;
}

Refused read_expectation(RequestHead& head) {
  for (const std::string_view value : head.headers.all("Expect")) {
    if (!iequals(value, "100-continue")) {
      return HeadRefusal{417, "The only expectation known here is 100-continue."};
    }
    head.expects_continue = head.version_minor >= 1;
  }
  return std::nullopt;
}

Refused check_characters(std::string_view raw) {
  if (raw.find('\0') != std::string_view::npos) {
    return HeadRefusal{400, "The request head has a NUL."};
  }
  for (auto at = raw.find('\r'); at != std::string_view::npos; at = raw.find('\r', at + 1)) {
    if (at + 1 == raw.size() || raw[at + 1] != '\n') {
      return HeadRefusal{400, "The request head has a CR without LF."};
    }
  }
  return std::nullopt;
}

}  // namespace

std::size_t find_head_end(std::string_view buffered, std::size_t searched) {
  // An LF seen before may have had its empty line's end cut off: step back over "\n\r".
  std::size_t at = searched < 2 ? 0 : searched - 2;
  while ((at = buffered.find('\n', at)) != std::string_view::npos) {
    const std::string_view next = buffered.substr(at + 1, 2);
    if (next == "\r\n") return at + 3;
    if (next.starts_with('\n')) return at + 2;
    ++at;
  }
  return std::string_view::npos;
}

std::optional<HeadRefusal> refuse_unfinished_head(std::string_view buffered, const Limits& limits) {
  std::string_view text = buffered;
  take_prefix(text, "\r\n");
  const auto line_end = text.find('\n');
  const std::string_view line = text.substr(0, line_end);
  const auto blank = line.find(' ');
  const std::string_view method = line.substr(0, blank);
  const bool maybe_empty_line = method == "\r" || method.empty();
  if (!maybe_empty_line && (!is_token(method) || method.size() > kMethodMax)) {
    return HeadRefusal{400, "The request method is not a token."};
  }
  if (blank != std::string_view::npos) {
    const std::string_view target = line.substr(blank + 1);
    if (target.substr(0, target.find(' ')).size() > limits.uri_bytes_max) return target_too_long();
  }
  if (buffered.size() > limits.head_bytes_max) return too_many_bytes();
  return std::nullopt;
}

std::variant<RequestHead, HeadRefusal> parse_request_head(std::string_view raw,
                                                          const Limits& limits) {
  if (const Refused refused = check_characters(raw)) return *refused;
  std::string_view rest = raw;
  take_prefix(rest, "\r\n");
  std::string_view line;
  if (!take_line(rest, line)) return HeadRefusal{400, "The request line has no CRLF."};
  RequestHead head;
  std::string authority;
  if (Refused refused = read_request_line(line, limits, head, authority)) return *refused;
  if (raw.size() > limits.head_bytes_max) return too_many_bytes();
  if (Refused refused = read_fields(rest, limits, head.headers)) return *refused;
  if (Refused refused = check_host(authority, head)) return *refused;
  if (Refused refused = read_transfer_coding(head)) return *refused;
  if (Refused refused = read_content_length(head)) return *refused;
  if (Refused refused = read_expectation(head)) return *refused;
  return head;
}

}  // namespace resumulator
