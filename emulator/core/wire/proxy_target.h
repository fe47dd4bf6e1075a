// What a request line asks a proxy for.
//
// Forms    "CONNECT host:port", the port always there; "GET http://host/path" and https, 80 and 443
//          where no port is named; anything else is no request to a proxy.
// Errors   kMalformed, with a sentence for the answer: a CONNECT or a host that is not one.
// Note     the rest of the head is read by parse_request_head(); connect_fields() says what it says
//          of a CONNECT's fields.
// Source   RFC 9110 7.1 and 9.3.6; RFC 9112 3.2. Rules http.proxy.*
// Threads  pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <resumulator/options.hpp>
#include <resumulator/result.hpp>
#include <string>
#include <string_view>

#include "core/wire/http_head.h"

namespace resumulator {

struct ProxyTarget {
  enum class Form : std::uint8_t { kConnect, kAbsolute, kOther };
  Form form = Form::kOther;
  std::string scheme;      ///< kAbsolute: "http" or "https"
  std::string host;        ///< in lower case, without a port
  std::uint16_t port = 0;  ///< as named, or the scheme's
  friend bool operator==(const ProxyTarget&, const ProxyTarget&) = default;
};

/// `head`: at least the request line, with its line end.
[[nodiscard]] Result<ProxyTarget> parse_proxy_target(std::string_view head);

/// Why the fields of a CONNECT cannot be accepted: those of any head, and a body, which it cannot
/// have. Empty: they can.
[[nodiscard]] std::optional<HeadRefusal> refuse_connect_fields(std::string_view head,
                                                               const Limits& limits);

}  // namespace resumulator
