// What an upload remembers of the request that created it: the digest its representation must have.
//
// Threads  pure functions.
#pragma once

#include <string>
#include <string_view>

#include "core/wire/http_message.h"

namespace resumulator::ietf {

/// JSON for SessionSpec::adapter.
[[nodiscard]] std::string remember(const Headers& headers);
/// Repr-Digest as it was sent, as fields again.
[[nodiscard]] Headers remembered(std::string_view adapter);

}  // namespace resumulator::ietf
