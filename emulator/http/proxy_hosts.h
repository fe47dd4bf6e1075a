// The hosts a proxy answers for: those that clients of the services we stand in for have built in,
// and what the user adds. Every other host is refused: nothing here ever goes out to the network.
//
// Form     "photos.example.com", or "*.example.com" for every name below it, however deep.
// Errors   kUsage: a text that is neither.
// Threads  plain values.
#pragma once

#include <resumulator/result.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace resumulator {

class ProxyHosts {
 public:
  [[nodiscard]] static Result<ProxyHosts> make(const std::vector<std::string>& more);
  /// `host` in lower case, without a port.
  [[nodiscard]] bool has(std::string_view host) const;
  /// "storage.googleapis.com, *.storage.googleapis.com, …"
  [[nodiscard]] std::string list() const;

 private:
  std::vector<std::string> patterns_;
};

}  // namespace resumulator
