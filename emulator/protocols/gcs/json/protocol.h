// The JSON API of Cloud Storage as one Protocol: every path family from one origin.
//
// Threads  see protocols/protocol.h.
// Source   docs/protocols/gcs-json.md
#pragma once

#include <memory>
#include <resumulator/options.hpp>

#include "protocols/gcs/json/request.h"
#include "protocols/protocol.h"

namespace resumulator::gcs::json {

/// `options` gives external_url and the switches; each request reads them from its world again.
[[nodiscard]] Protocol make_gcs_json_protocol(const Options& options);

/// The call for one request; nullptr: not this protocol's. What batch uses for its parts.
[[nodiscard]] std::unique_ptr<Call> open_request(const RequestHead& head,
                                                 const std::shared_ptr<World>& world);

}  // namespace resumulator::gcs::json
