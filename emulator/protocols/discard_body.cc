#include "protocols/discard_body.h"

namespace resumulator {

void discard_body(const RequestHead& head, BodySource& body) {
  if (head.expects_continue && body.received() == 0) return;
  drain(body);
}

}  // namespace resumulator
