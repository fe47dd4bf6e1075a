// Whether the process at the other end of a loopback connection has closed its socket, where the
// connection itself cannot tell: a FIN waits behind bytes that we do not read.
//
// Source   Linux sock_diag(7), a lookup of one socket by its addresses.
// Errors   where the system does not say (another system, another network namespace, no right to
//          ask), the peer counts as there.
// Threads  any.
#pragma once

namespace resumulator {

/// `descriptor`: our end, a connected TCP socket. False for a peer that is no loopback address.
[[nodiscard]] bool local_peer_left(int descriptor);

}  // namespace resumulator
