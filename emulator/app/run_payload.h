// The file a client is to upload: made from size and seed, never held whole.
//
// Errors   kUsage: it cannot be written, or is larger than what is free there (then nothing is
//          written). kCut: a signal came, or the time was over; no file is left.
// Threads  pure apart from the file.
#pragma once

#include <chrono>
#include <cstdint>
#include <resumulator/result.hpp>
#include <string>

#include "app/child.h"
#include "scenario/scenario.h"

namespace resumulator::app {

struct PayloadFile {
  std::string path;
  std::uint64_t size = 0;
  std::string sha256;
};

/// What a scenario gives, or 9 MiB from seed 0 where it gives nothing.
[[nodiscard]] Payload payload_of(const Scenario& scenario);
/// Writes FOLDER/NAME, until `stop` is raised and for no longer than `time_limit`.
[[nodiscard]] Result<PayloadFile> write_payload(const Payload& payload, const std::string& folder,
                                                const StopFlag& stop,
                                                std::chrono::milliseconds time_limit);

}  // namespace resumulator::app
