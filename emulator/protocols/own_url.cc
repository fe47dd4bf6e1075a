#include "protocols/own_url.h"

namespace resumulator {

std::string own_origin(const RequestHead& head, const Options& options) {
  std::string origin = options.external_url;
  while (origin.ends_with('/')) origin.pop_back();
  if (!origin.empty()) return origin;
  const std::string_view host = head.headers.get("Host");
  return host.empty() ? std::string() : head.scheme + "://" + std::string(host);
}

std::string own_authority(const RequestHead& head, const Options& options) {
  const std::string origin = own_origin(head, options);
  const auto scheme = origin.find("://");
  const std::string rest = scheme == std::string::npos ? origin : origin.substr(scheme + 3);
  return rest.substr(0, rest.find('/'));
}

}  // namespace resumulator
