// What TLS costs: the rows of HTTPS.
#pragma once

namespace resumulator::bench {

/// 256 MiB in 8 MiB chunks over TLS, against the same without.
void tls_chunks();

}  // namespace resumulator::bench
