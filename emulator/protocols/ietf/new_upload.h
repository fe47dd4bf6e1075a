// A new upload of this protocol.
//
// Threads  as SessionStore::create().
#pragma once

#include "protocols/ietf/transfer.h"

namespace resumulator::ietf {

/// What the request says of the representation.
[[nodiscard]] ObjectMetadata metadata_of(const Headers& headers);
/// Opens the session. kUnavailable: it cannot be kept.
[[nodiscard]] Result<SessionPtr> make_upload(const Request& request);

}  // namespace resumulator::ietf
