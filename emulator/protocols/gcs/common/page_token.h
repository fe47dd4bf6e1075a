// Page tokens of listings: opaque to clients, a small message inside.
//
// Wire     standard base64 of the fields 1 (last name, length-delimited), 2 (generation, varint;
// only
//          in listings of versions) and 15 (CRC-32C of what precedes, fixed 32). The first two are
//          what production's tokens hold; the last lets a token that was changed be told from ours.
// Errors   kMalformed for everything encode_page_token() could not have made.
// Source   docs/protocols/gcs-json-objects.md, rule gcs.list.page-token
// Threads  plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <resumulator/result.hpp>
#include <string>
#include <string_view>

namespace resumulator::gcs {

struct PageToken {
  std::string after;  ///< a name or prefix: exclusive lower bound of the next page
  std::optional<std::uint64_t> generation;  ///< go on inside `after`, behind this generation
  friend bool operator==(const PageToken&, const PageToken&) = default;
};

[[nodiscard]] std::string encode_page_token(const PageToken& token);
[[nodiscard]] Result<PageToken> parse_page_token(std::string_view text);

}  // namespace resumulator::gcs
