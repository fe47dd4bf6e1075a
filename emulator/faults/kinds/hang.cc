// hang: silence until the client leaves or the run ends.
//
// Written  "hang"
#include "faults/kinds/ending_kind.h"
#include "faults/kinds/kinds.h"

namespace resumulator {

std::unique_ptr<FaultKind> make_hang() {
  return std::make_unique<EndingKind>("hang", Decision::Kind::kHang, "never answer, never close");
}

}  // namespace resumulator
