// The file a client is to upload: made from size and seed, never held whole.
//
// Errors   kUsage: it cannot be written.
// Threads  pure apart from the file.
#pragma once

#include <cstdint>
#include <resumulator/result.hpp>
#include <string>

#include "scenario/scenario.h"

namespace resumulator::app {

struct PayloadFile {
  std::string path;
  std::uint64_t size = 0;
  std::string sha256;
};

/// What a scenario gives, or 9 MiB from seed 0 where it gives nothing.
[[nodiscard]] Payload payload_of(const Scenario& scenario);
/// Writes FOLDER/NAME.
[[nodiscard]] Result<PayloadFile> write_payload(const Payload& payload, const std::string& folder);

}  // namespace resumulator::app
