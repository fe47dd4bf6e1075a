#include "core/wire/http_target.h"

#include <algorithm>

#include "core/base/strings.h"
#include "core/wire/url.h"

namespace resumulator {
namespace {

Unexpected malformed(const char* sentence) { return {ErrorKind::kMalformed, sentence}; }

/// Browsers and libraries send more than RFC 3986 lets them ('|', '"', raw UTF-8): only what could
/// tear the line apart is refused.
bool is_target_char(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte > 0x20 && byte != 0x7F && c != '#';
}

bool is_name_char(char c) {
  constexpr std::string_view kMarks = "-._~!$&'()*+,;=%";
  const char small = lower(c);
  return is_digit(c) || (small >= 'a' && small <= 'z') || kMarks.find(c) != std::string_view::npos;
}

bool is_ip_literal_char(char c) { return hex_value(c) >= 0 || c == ':' || c == '.'; }

bool is_port(std::string_view text) {
  if (text.empty()) return true;
  const Result<std::uint64_t> port = parse_u64(text);
  return port && *port <= 65535;
}

/// Takes "[...]" with something like an IPv6 address in it off the front.
bool take_ip_literal(std::string_view& text) {
  const auto close = text.find(']');
  if (close == std::string_view::npos || close < 3) return false;
  const std::string_view inside = text.substr(1, close - 1);
  text.remove_prefix(close + 1);
  return inside.find(':') != std::string_view::npos &&
         std::all_of(inside.begin(), inside.end(), is_ip_literal_char);
}

/// Takes the scheme and "//" of an absolute target off the front.
bool take_scheme(std::string_view& target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (istarts_with(target, scheme)) {
      target.remove_prefix(scheme.size());
      return true;
    }
  }
  return false;
}

Result<RequestTarget> cut_absolute(std::string_view target, std::string_view method) {
  const auto end = std::min(target.find_first_of("/?"), target.size());
  const std::string_view authority = target.substr(0, end);
  const std::string_view rest = target.substr(end);
  if (!is_valid_host(authority)) return malformed("The host of the request target is malformed.");
  RequestTarget out{std::string(rest), std::string(authority)};
  if (rest.empty()) {
    out.origin_form = method == "OPTIONS" ? "*" : "/";
  } else if (rest.front() == '?') {
    out.origin_form = "/" + std::string(rest);
  }
  return out;
}

}  // namespace

bool is_valid_host(std::string_view text) {
  if (text.starts_with('[')) {
    if (!take_ip_literal(text)) return false;
    return text.empty() || (take_prefix(text, ":") && is_port(text));
  }
  const Halves colon = split_once(text, ':');
  return !colon.first.empty() &&
         std::all_of(colon.first.begin(), colon.first.end(), is_name_char) &&
         has_valid_escapes(colon.first) && is_port(colon.second);
}

Result<RequestTarget> parse_request_target(std::string_view target, std::string_view method) {
  if (target == "*" && method == "OPTIONS") return RequestTarget{"*", ""};
  if (!std::all_of(target.begin(), target.end(), is_target_char)) {
    return malformed("The request target has a character that must not be there.");
  }
  RequestTarget out{std::string(target), ""};
  if (take_scheme(target)) {
    Result<RequestTarget> cut = cut_absolute(target, method);
    if (!cut) return cut;
    out = *std::move(cut);
  } else if (!target.starts_with('/')) {
    return malformed("The request target is neither a path nor an absolute URL.");
  }
  if (!has_valid_escapes(std::string_view(out.origin_form).substr(0, out.origin_form.find('?')))) {
    return malformed("The path of the request target has bad percent-encoding.");
  }
  return out;
}

}  // namespace resumulator
