// The head of an HTTP/1 request: raw bytes to RequestHead, or the refusal they deserve.
//
// Errors   HeadRefusal: status and a sentence for its body. After a refusal the connection closes:
//          where the next request would begin is not known.
//          400 malformed line, field, Host, length or path · 414 past Limits::uri_bytes_max ·
//          417 unknown expectation · 431 past Limits::head_bytes_max or header_fields_max ·
//          501 method nobody may serve, or transfer coding · 505 not HTTP/1.0 or HTTP/1.1
// Source   RFC 9112 sections 2 to 6 and 11; RFC 9110 5.5, 7.2, 8.6, 10.1.1. Rules http.head.*
// Threads  pure functions.
#pragma once

#include <cstddef>
#include <optional>
#include <resumulator/options.hpp>
#include <string>
#include <string_view>
#include <variant>

#include "core/wire/http_message.h"

namespace resumulator {

struct HeadRefusal {
  int status = 400;
  std::string text;  ///< "Request header field name is not a token."
  friend bool operator==(const HeadRefusal&, const HeadRefusal&) = default;
};

/// One past the empty line that ends the head, or npos. `searched`: bytes of `buffered` that an
/// earlier call has seen (its size then); 0 the first time. Also finds the end of a head whose
/// lines end in LF alone, so that it is refused at once.
[[nodiscard]] std::size_t find_head_end(std::string_view buffered, std::size_t searched = 0);

/// For bytes without a head end yet: the refusal they already deserve (too long, or no HTTP at
/// all), so that nobody waits for the rest.
[[nodiscard]] std::optional<HeadRefusal> refuse_unfinished_head(std::string_view buffered,
                                                                const Limits& limits);

/// `raw`: bytes up to and including the empty line (find_head_end). One empty line before the
/// request line is let through.
[[nodiscard]] std::variant<RequestHead, HeadRefusal> parse_request_head(std::string_view raw,
                                                                        const Limits& limits);

}  // namespace resumulator
