// By which door a connection came, and what is spoken there.
//
// Threads  plain values; what they point to outlives every connection.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace resumulator {

class ProxyHosts;
class TlsContext;

struct Entrance {
  enum class Kind : std::uint8_t {
    kPlain,  ///< HTTP
    kTls,    ///< HTTP over TLS, from the first byte or inside a tunnel
    kProxy,  ///< HTTP with absolute targets, until CONNECT makes it a tunnel
  };
  using Log = std::function<void(const std::string& line)>;

  Kind kind = Kind::kPlain;
  TlsContext* tls = nullptr;          ///< kTls and kProxy
  const ProxyHosts* hosts = nullptr;  ///< kProxy
  const Log* log = nullptr;           ///< what no exchange can tell; empty or null: silent
};

}  // namespace resumulator
