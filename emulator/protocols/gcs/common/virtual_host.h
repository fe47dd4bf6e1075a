// Buckets as host names: "Host: BUCKET.storage.googleapis.com".
//
// Source   docs/protocols/gcs-xml.md, rules gcs.xml.route.virtual-host*
// Threads  pure functions.
#pragma once

#include <resumulator/options.hpp>
#include <string>

#include "core/wire/http_message.h"

namespace resumulator::gcs {

/// The bucket the request's Host names below one of the hosts of the switch virtual_hosts; empty:
/// none. Such a request is the XML API's, whatever its path looks like.
[[nodiscard]] std::string virtual_host_bucket(const RequestHead& head, const GcsSwitches& switches);

}  // namespace resumulator::gcs
