// The sentences a transfer session speaks: sent as text/plain, asserted byte for byte by clients.
//
// Units    bytes; ends inclusive here, and only here.
// Source   docs/protocols/gcs-json.md, rules gcs.error.text-*
// Threads  pure functions.
#pragma once

#include <cstdint>
#include <string>

#include "core/wire/byte_span.h"

namespace resumulator::gcs {

[[nodiscard]] std::string bad_content_range_text();
[[nodiscard]] std::string query_with_body_text();
[[nodiscard]] std::string gap_text(std::uint64_t offset, std::uint64_t persisted);
/// `received` body bytes came where `span` announced another number.
[[nodiscard]] std::string body_length_text(std::uint64_t received, ByteSpan span);
[[nodiscard]] std::string granularity_text(std::uint64_t received, std::uint64_t granularity);
/// Holds the word "earlier": a client tells this case from a gap by it.
[[nodiscard]] std::string total_changed_text(std::uint64_t named, std::uint64_t expected);
[[nodiscard]] std::string overlap_refused_text(std::uint64_t persisted);
[[nodiscard]] std::string bytes_differ_text(std::uint64_t offset);

}  // namespace resumulator::gcs
