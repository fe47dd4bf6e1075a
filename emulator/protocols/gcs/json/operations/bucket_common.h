// Answers about buckets.
//
// Source   docs/protocols/gcs-json-objects.md, rules gcs.bucket.*
// Threads  pure functions but for the world they are given.
#pragma once

#include "protocols/gcs/common/cache_headers.h"
#include "protocols/gcs/json/request.h"

namespace resumulator::gcs::json {

/// 200 with one bucket.
[[nodiscard]] Response bucket_answer(const Request& request, const Bucket& bucket, CacheSet set);

}  // namespace resumulator::gcs::json
