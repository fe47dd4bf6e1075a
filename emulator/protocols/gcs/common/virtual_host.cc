#include "protocols/gcs/common/virtual_host.h"

#include <string_view>

#include "core/base/strings.h"
#include "protocols/service_hosts.h"

namespace resumulator::gcs {
std::string virtual_host_bucket(const RequestHead& head, const GcsSwitches& switches) {
  const std::string host = host_name(head.headers.get("Host"));
  if (host.empty()) return {};
  for (const std::string_view base : split(switches.virtual_hosts, ',')) {
    const std::string suffix = "." + std::string(trim(base));
    if (suffix.size() > 1 && host.size() > suffix.size() && host.ends_with(suffix)) {
      return host.substr(0, host.size() - suffix.size());
    }
  }
  return {};
}

}  // namespace resumulator::gcs
