// Gzip taken apart: whole (bodies of requests) and while it streams (transcoding of downloads).
//
// Errors   kMalformed: not gzip, or broken in the middle. kTooLarge: inflates past the limit.
// Source   RFC 1952; zlib computes. Rules gcs.download.transcoding
// Threads  one owner each.
#pragma once

#include <cstdint>
#include <memory>
#include <resumulator/result.hpp>
#include <string>
#include <string_view>

#include "core/wire/http_message.h"

namespace resumulator::gcs {

[[nodiscard]] Result<std::string> inflate_all(std::string_view gzip, std::uint64_t limit);

/// The inflated bytes of what `source` produces. Several gzip members in a row are one stream. A
/// source that is not gzip, or ends in the middle, makes produce() fail: the connection is cut.
[[nodiscard]] std::unique_ptr<BodyProducer> make_inflating_producer(
    std::unique_ptr<BodyProducer> source);

}  // namespace resumulator::gcs
