#include "http/proxy_hosts.h"

#include <algorithm>
#include <array>

#include "core/base/strings.h"
#include "http/tls_context.h"

namespace resumulator {
namespace {

constexpr std::array<std::string_view, 7> kBuiltIn = {"storage.googleapis.com",
                                                      "*.storage.googleapis.com",
                                                      "www.googleapis.com",
                                                      "photoslibrary.googleapis.com",
                                                      "oauth2.googleapis.com",
                                                      "firebasestorage.googleapis.com",
                                                      "generativelanguage.googleapis.com"};

bool fits(std::string_view pattern, std::string_view host) {
  if (!pattern.starts_with("*.")) return pattern == host;
  const auto suffix = pattern.substr(1);
  return host.size() > suffix.size() && host.ends_with(suffix);
}

}  // namespace

Result<ProxyHosts> ProxyHosts::make(const std::vector<std::string>& more) {
  ProxyHosts out;
  out.patterns_.assign(kBuiltIn.begin(), kBuiltIn.end());
  for (const auto& text : more) {
    std::string_view name = text;
    take_prefix(name, "*.");
    if (!is_certifiable(name)) {
      return Unexpected(ErrorKind::kUsage,
                        "a host of the proxy is a name, or *. and a name, not \"" + text + "\"",
                        "proxy-host");
    }
    out.patterns_.push_back(lower(std::string_view(text)));
  }
  return out;
}

bool ProxyHosts::has(std::string_view host) const {
  return std::any_of(patterns_.begin(), patterns_.end(),
                     [host](const auto& pattern) { return fits(pattern, host); });
}

std::string ProxyHosts::list() const {
  std::string out;
  for (const auto& pattern : patterns_) out.append(out.empty() ? "" : ", ").append(pattern);
  return out;
}

}  // namespace resumulator
