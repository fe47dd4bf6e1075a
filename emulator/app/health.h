// `resumulator health URL`: asks a server whether it is ready, for container health checks. Plain
// sockets, no library.
#pragma once

#include <string>

namespace resumulator::app {

/// Exit code: 0 ready, 1 not reachable or not ready (said on stderr), 2 not a URL of ours.
[[nodiscard]] int health(const std::string& url);

}  // namespace resumulator::app
