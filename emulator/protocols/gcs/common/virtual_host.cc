#include "protocols/gcs/common/virtual_host.h"

#include <string_view>

#include "core/base/strings.h"

namespace resumulator::gcs {
namespace {

// Lower case, without the port. An address in brackets is no name.
std::string host_name(std::string_view host) {
  if (host.starts_with('[')) return {};
  std::string name(host.substr(0, host.find(':')));
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return name;
}

}  // namespace

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
