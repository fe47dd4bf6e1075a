// Progress and checksums told otherwise than they are.
#include <algorithm>

#include "core/upload/object_store_digests.h"
#include "protocols/protocol.h"

namespace resumulator {

SessionSnapshot reported(const Report& report, SessionSnapshot snapshot) {
  if (snapshot.state != SessionState::kActive) return snapshot;
  if (report.hide_progress) snapshot.offset = 0;
  if (report.claim >= 0) {
    snapshot.offset += static_cast<std::uint64_t>(report.claim);
  } else {
    const std::uint64_t less = std::uint64_t{0} - static_cast<std::uint64_t>(report.claim);
    snapshot.offset -= std::min(snapshot.offset, less);
  }
  return snapshot;
}

ObjectPtr reported(const Report& report, const ObjectPtr& object) {
  if (!report.wrong_crc32c && !report.wrong_md5) return object;
  Digests digests = object->digests();
  if (report.wrong_crc32c) digests.crc32c ^= 1;
  if (report.wrong_md5 && digests.md5) digests.md5->front() ^= 1;
  auto told = std::make_shared<ObjectVersion>(*object);
  told->lazy_digests = std::make_shared<ObjectVersion::LazyDigests>(digests);
  return told;
}

}  // namespace resumulator
