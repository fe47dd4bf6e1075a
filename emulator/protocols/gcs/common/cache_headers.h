// The three sets of cache headers production sends, and when.
//
//   W  writes, initiation, every JSON error, media 200 and 206
//   R  metadata reads and lists, and their 304
//   M  errors and 304 of media reads
//
// Source   docs/protocols/gcs-json.md, rules gcs.headers.cache-*
// Threads  pure functions.
#pragma once

#include <cstdint>
#include <resumulator/clock.hpp>

#include "core/wire/http_message.h"

namespace resumulator::gcs {

enum class CacheSet : std::uint8_t { kNone, kWrite, kRead, kMedia };

/// Adds Cache-Control, Pragma and Expires of `set`; `now` is the time of the answer.
void add_cache_headers(Headers& headers, CacheSet set, TimePoint now);

}  // namespace resumulator::gcs
