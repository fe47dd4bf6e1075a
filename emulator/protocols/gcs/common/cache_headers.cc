#include "protocols/gcs/common/cache_headers.h"

#include "core/wire/times.h"

namespace resumulator::gcs {

void add_cache_headers(Headers& headers, CacheSet set, TimePoint now) {
  switch (set) {
    case CacheSet::kNone:
      return;
    case CacheSet::kWrite:
      headers.add("Cache-Control", "no-cache, no-store, max-age=0, must-revalidate");
      headers.add("Pragma", "no-cache");
      headers.add("Expires", "Mon, 01 Jan 1990 00:00:00 GMT");
      return;
    case CacheSet::kRead:
      headers.add("Cache-Control", "private, max-age=0, must-revalidate, no-transform");
      headers.add("Expires", format_http_date(now));
      return;
    case CacheSet::kMedia:
      headers.add("Cache-Control", "private, max-age=0");
      headers.add("Expires", format_http_date(now));
      return;
  }
}

}  // namespace resumulator::gcs
