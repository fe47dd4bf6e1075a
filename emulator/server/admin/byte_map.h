// What became of the bytes of one upload session, as spans of its object: stored now, acknowledged
// to the client, sent more than once.
//
// Cost     computed when asked, from the session and the journal's entries of it; nothing is kept
//          for it while requests run.
// Note     what the journal has lost is missing in `acknowledged` and `sent_again`;
//          `since_the_start` says whether that can be.
// Source   docs/admin-api.md, "Sessions".
// Threads  any.
#pragma once

#include "core/upload/session.h"
#include "engine/lane.h"
#include "server/admin/admin.h"

namespace resumulator {

[[nodiscard]] AdminJson byte_map(ServedLane& lane, UploadSession& session);

}  // namespace resumulator
