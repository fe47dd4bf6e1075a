// Chunks as browsers send them: forms, several at once.
#pragma once

namespace resumulator::bench {

/// 256 MiB in multipart chunks of 1 MiB, three at once, against the sink.
void chunks_as_forms();

}  // namespace resumulator::bench
