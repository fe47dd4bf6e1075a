// The request target of an HTTP/1 request line, and the host names it and the Host field hold.
//
// Forms    origin "/path?query"; absolute "http://host/path?query", cut to the origin form; "*" for
//          OPTIONS alone.
// Errors   kMalformed, with a sentence for the answer: another form, a control character, a
//          blank, a fragment, user information, a bad host, bad percent-encoding in the path.
// Source   RFC 9112 3.2; RFC 3986 3.2. Rules http.target.*
// Threads  pure functions.
#pragma once

#include <resumulator/result.hpp>
#include <string>
#include <string_view>

namespace resumulator {

struct RequestTarget {
  std::string origin_form;  ///< begins with '/', or is "*"
  std::string authority;    ///< host[":" port] of an absolute target, else empty
  friend bool operator==(const RequestTarget&, const RequestTarget&) = default;
};

[[nodiscard]] Result<RequestTarget> parse_request_target(std::string_view target,
                                                         std::string_view method);

/// Whether `text` is host[":" port] as a Host field may hold it (not empty).
[[nodiscard]] bool is_valid_host(std::string_view text);

}  // namespace resumulator
