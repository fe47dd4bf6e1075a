// reset: the connection ends with a RST.
//
// Written  "reset"
#include "faults/kinds/ending_kind.h"
#include "faults/kinds/kinds.h"

namespace resumulator {

std::unique_ptr<FaultKind> make_reset() {
  return std::make_unique<EndingKind>("reset", Decision::Kind::kReset, "reset the connection");
}

}  // namespace resumulator
