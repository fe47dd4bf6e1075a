// The transport: sockets, connections, HTTP/1.1 framing. Gives each request to the engine.
//
// Threads  start() and stop() from one thread; the rest is its own.
// Errors   kUsage: an address cannot be bound (in use, not ours), or the directory of the
// certificate authority cannot be used; the text says what and the remedy.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <resumulator/options.hpp>
#include <resumulator/result.hpp>
#include <string>

namespace resumulator {

class Engine;

/// Where HTTPS is answered, and whose word its certificates are.
struct TlsFacts {
  std::uint16_t port = 0;        ///< 0: nowhere
  std::uint16_t proxy_port = 0;  ///< 0: there is no proxy
  std::string ca_pem;            ///< empty: neither
  std::string ca_file;           ///< empty: it is in memory alone
};

/// Ports that are one lane's alone.
struct LanePorts {
  std::uint16_t port = 0;      ///< 0: none
  std::uint16_t tls_port = 0;  ///< 0: none
};

class Transport {
 public:
  virtual ~Transport() = default;
  /// Begins to accept. The port is known before (bind happens in make_transport).
  virtual void start() = 0;
  /// No new connection, every open one cut, threads joined. Twice is harmless.
  virtual void stop() = 0;
  [[nodiscard]] virtual std::uint16_t port() const = 0;
  [[nodiscard]] virtual TlsFacts tls() const = 0;
  /// One more port on the same host, whose requests are the lane's, and where HTTPS is answered one
  /// more for that; 0 picks a free one. Both or none. kUsage: no `tls_port` without TLS. Any
  /// thread.
  [[nodiscard]] virtual Result<LanePorts> open_ports(const std::string& lane, std::uint16_t port,
                                                     std::optional<std::uint16_t> tls_port) = 0;
  [[nodiscard]] virtual LanePorts ports_of(const std::string& lane) const = 0;
  /// Ends the lane's ports; connections that came by them go on. Any thread but theirs.
  virtual void close_ports(const std::string& lane) = 0;
  /// Address for URLs: "127.0.0.1" for localhost, "[::1]" for an IPv6 address.
  [[nodiscard]] virtual std::string url_host() const = 0;
};

/// Binds options.host:options.port ("localhost": IPv4 and IPv6 loopback on one port; IPv6 is left
/// out where the machine has none); what options.tls asks for beside it, on the same host.
[[nodiscard]] Result<std::unique_ptr<Transport>> make_httplib_transport(const Options& options,
                                                                        Engine& engine);

}  // namespace resumulator
