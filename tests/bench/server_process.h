// The release binary as a child process: started with flags, ready line read, memory looked at,
// ended.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace resumulator::bench {

class ServerProcess {
 public:
  /// Starts `resumulator serve --bucket bench` and more flags; returns when the ready line has been
  /// read.
  explicit ServerProcess(std::vector<std::string> flags = {});
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  /// Of HTTPS; 0 without --tls.
  [[nodiscard]] std::uint16_t tls_port() const { return tls_port_; }
  [[nodiscard]] double ready_ms() const { return ready_ms_; }
  [[nodiscard]] double rss_mib() const { return status_mib("VmRSS:"); }
  [[nodiscard]] double peak_rss_mib() const { return status_mib("VmHWM:"); }

 private:
  [[nodiscard]] double status_mib(const char* field) const;
  pid_t child_ = -1;
  int stdin_ = -1;  ///< closed when this program ends, which ends the server, too
  std::uint16_t port_ = 0;
  std::uint16_t tls_port_ = 0;
  double ready_ms_ = 0;
};

}  // namespace resumulator::bench
