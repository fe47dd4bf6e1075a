// What a server needs to speak TLS, from its options: the authority, the context, the sockets.
//
// Errors   kUsage: options that do not go together; and as TlsAuthority, TlsContext, ProxyHosts and
//          listen_on have them.
// Threads  made by one; what entrances point to is used by many.
#pragma once

#include <memory>
#include <resumulator/options.hpp>
#include <resumulator/result.hpp>

#include "http/entrance.h"
#include "http/listener.h"
#include "http/proxy_hosts.h"
#include "http/tls_context.h"
#include "http/transport.h"

namespace resumulator {

struct TlsHouse {
  struct Port {
    Listeners listeners{};
    Entrance entrance{};
  };

  [[nodiscard]] static Result<std::unique_ptr<TlsHouse>> make(const Options& options);

  std::unique_ptr<TlsContext> context;
  ProxyHosts hosts;
  Entrance::Log log;
  TlsFacts facts;
  Port direct;  ///< no sockets: off
  Port proxy;   ///< no sockets: off
};

}  // namespace resumulator
