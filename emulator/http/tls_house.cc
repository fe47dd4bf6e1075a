#include "http/tls_house.h"

#include <string>
#include <utility>
#include <vector>

namespace resumulator {
namespace {

/// The names and addresses by which clients reach a server without asking for one: TLS sends no
/// address as a name.
std::vector<std::string> own_names(const std::string& host) {
  std::vector<std::string> names = {"localhost", "127.0.0.1", "::1"};
  std::string bare = host;
  if (bare.size() > 2 && bare.front() == '[') bare = bare.substr(1, bare.size() - 2);
  const bool any = bare.empty() || bare == "localhost" || bare == "0.0.0.0" || bare == "::";
  if (!any && bare != "127.0.0.1" && bare != "::1") names.push_back(bare);
  return names;
}

}  // namespace

Result<std::unique_ptr<TlsHouse>> TlsHouse::make(const Options& options) {
  auto out = std::make_unique<TlsHouse>();
  auto hosts = ProxyHosts::make(options.tls.proxy_hosts);
  if (!hosts) return Unexpected(hosts.error());
  auto authority = TlsAuthority::open(options.tls.dir);
  if (!authority) return Unexpected(authority.error());
  out->facts.ca_pem = authority->pem();
  out->facts.ca_file = authority->file();
  auto context = TlsContext::make(*std::move(authority), own_names(options.host));
  if (!context) return Unexpected(context.error());
  out->hosts = *std::move(hosts);
  out->context = *std::move(context);
  out->log = options.log;
  const auto listen = [&](Port& port, std::uint16_t number, Entrance::Kind kind) -> Result<void> {
    auto listeners = listen_on(options.host, number);
    if (!listeners) return Unexpected(listeners.error());
    port.listeners = *std::move(listeners);
    port.entrance = {
        .kind = kind, .tls = out->context.get(), .hosts = &out->hosts, .log = &out->log};
    return {};
  };
  if (options.tls.on) {
    if (auto done = listen(out->direct, options.tls.port, Entrance::Kind::kTls); !done) {
      return Unexpected(done.error());
    }
    out->facts.port = out->direct.listeners.port;
  }
  if (options.tls.proxy_port) {
    if (auto done = listen(out->proxy, *options.tls.proxy_port, Entrance::Kind::kProxy); !done) {
      return Unexpected(done.error());
    }
    out->facts.proxy_port = out->proxy.listeners.port;
  }
  return out;
}

}  // namespace resumulator
