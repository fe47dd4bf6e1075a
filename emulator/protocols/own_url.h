// The address under which a client reaches us, for URLs that are handed out.
//
// Threads  pure functions.
#pragma once

#include <resumulator/options.hpp>
#include <string>

#include "core/wire/http_message.h"

namespace resumulator {

/// "http://host:port": of Options::external_url, else as the request came. Without a slash at its
/// end. Empty where a request of HTTP/1.0 names no host: the path alone is a URL then, too.
[[nodiscard]] std::string own_origin(const RequestHead& head, const Options& options);
/// Host and port of it.
[[nodiscard]] std::string own_authority(const RequestHead& head, const Options& options);

}  // namespace resumulator
