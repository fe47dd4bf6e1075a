// close: our side of the connection is shut down in order (FIN), unread input drained first.
//
// Written  "close"
#include "faults/kinds/ending_kind.h"
#include "faults/kinds/kinds.h"

namespace resumulator {

std::unique_ptr<FaultKind> make_close() {
  return std::make_unique<EndingKind>("close", Decision::Kind::kClose, "close the connection");
}

}  // namespace resumulator
