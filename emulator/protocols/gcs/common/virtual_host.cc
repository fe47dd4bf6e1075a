#include "protocols/gcs/common/virtual_host.h"

#include <array>
#include <string_view>

namespace resumulator::gcs {
namespace {

constexpr std::array<std::string_view, 2> kHosts = {"storage.googleapis.com", "localhost"};

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

std::string virtual_host_bucket(const RequestHead& head) {
  const std::string host = host_name(head.headers.get("Host"));
  if (host.empty()) return {};
  for (const std::string_view base : kHosts) {
    const std::string suffix = "." + std::string(base);
    if (host.size() > suffix.size() && host.ends_with(suffix)) {
      return host.substr(0, host.size() - suffix.size());
    }
  }
  return {};
}

}  // namespace resumulator::gcs
