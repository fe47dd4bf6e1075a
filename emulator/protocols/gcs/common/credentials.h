// Whether a request brings what the switch `auth` asks for (none, require-any,
// require-token=TOKEN).
//
// Source   docs/protocols/gcs-json.md, rules gcs.auth.*
// Threads  pure functions.
#pragma once

#include <cstdint>

#include "protocols/gcs/common/request.h"

namespace resumulator::gcs {

enum class Credentials : std::uint8_t { kFine, kMissing, kWrong };
[[nodiscard]] Credentials check_credentials(const Request& request);

}  // namespace resumulator::gcs
