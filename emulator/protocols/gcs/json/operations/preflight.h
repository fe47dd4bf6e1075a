// OPTIONS: what a browser asks before it sends. Rules gcs.cors.preflight-*.
#pragma once

#include <memory>

#include "protocols/gcs/json/request.h"

namespace resumulator::gcs::json {

[[nodiscard]] std::unique_ptr<Call> open_preflight(Request request);

}  // namespace resumulator::gcs::json
