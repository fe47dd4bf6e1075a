#include "core/wire/proxy_target.h"

#include <variant>

#include "core/base/strings.h"
#include "core/wire/http_target.h"

namespace resumulator {
namespace {

constexpr std::string_view kConnect = "CONNECT";

Unexpected malformed(const char* sentence) { return {ErrorKind::kMalformed, sentence}; }

/// Splits "host:port" and "[v6]:port"; `port` is kept where none is named.
void take_authority(std::string_view authority, ProxyTarget& target) {
  const auto colon = authority.rfind(':');
  const bool inside_brackets =
      colon != std::string_view::npos && authority.find(']', colon) != std::string_view::npos;
  if (colon != std::string_view::npos && !inside_brackets) {
    const auto port = parse_u64(authority.substr(colon + 1));
    if (port) target.port = static_cast<std::uint16_t>(*port);
    authority = authority.substr(0, colon);
  }
  target.host = lower(authority);
}

std::string_view request_line(std::string_view head) {
  return head.substr(0, head.find_first_of("\r\n"));
}

}  // namespace

Result<ProxyTarget> parse_proxy_target(std::string_view head) {
  take_prefix(head, "\r\n");
  const Halves first = split_once(request_line(head), ' ');
  const auto wanted = first.second.substr(0, first.second.find(' '));
  ProxyTarget target;
  if (first.first == kConnect) {
    target.form = ProxyTarget::Form::kConnect;
    if (!is_valid_host(wanted)) return malformed("CONNECT names no host and port.");
    take_authority(wanted, target);
    if (target.port == 0) return malformed("CONNECT names no port.");
    const auto version = first.second.substr(wanted.size());
    if (version != " HTTP/1.1" && version != " HTTP/1.0") {
      return malformed("The request line does not end in an HTTP version known here.");
    }
    return target;
  }
  const bool secure = istarts_with(wanted, "https://");
  if (!secure && !istarts_with(wanted, "http://")) return target;
  auto parsed = parse_request_target(wanted, first.first);
  if (!parsed) return Unexpected(parsed.error());
  target.form = ProxyTarget::Form::kAbsolute;
  target.scheme = secure ? "https" : "http";
  target.port = secure ? 443 : 80;
  take_authority(parsed->authority, target);
  return target;
}

std::optional<HeadRefusal> refuse_connect_fields(std::string_view head, const Limits& limits) {
  take_prefix(head, "\r\n");
  const auto line_end = head.find('\n');
  if (line_end == std::string_view::npos || line_end == 0 || head[line_end - 1] != '\r') {
    return HeadRefusal{400, "The request line has no CRLF."};
  }
  // The fields of a CONNECT are those of any request: they are read behind a line that can be one.
  const bool old = request_line(head).ends_with("0");
  const std::string likeness = std::string("OPTIONS * HTTP/1.") + (old ? "0" : "1") + "\r\n" +
                               std::string(head.substr(line_end + 1));
  auto parsed = parse_request_head(likeness, limits);
  if (auto* refusal = std::get_if<HeadRefusal>(&parsed)) return *std::move(refusal);
  const auto& framing = std::get<RequestHead>(parsed).framing;
  if (framing.kind == BodyFraming::Kind::kChunked || framing.length > 0) {
    return HeadRefusal{400, "A CONNECT has no body."};
  }
  return std::nullopt;
}

}  // namespace resumulator
