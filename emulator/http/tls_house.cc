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

/// By an authority, whose certificate the facts then name, or with the user's own certificate.
Result<std::unique_ptr<TlsContext>> make_context(const Options& options, TlsFacts& facts) {
  const TlsOptions& tls = options.tls;
  if (tls.cert_file.empty() && !tls.key_file.empty()) {
    return Unexpected(ErrorKind::kUsage,
                      "a key of TLS, " + tls.key_file + ", needs its certificate: --tls-cert FILE");
  }
  if (!tls.cert_file.empty() && !tls.dir.empty()) {
    return Unexpected(ErrorKind::kUsage,
                      "either a certificate of your own (--tls-cert) or an authority that makes "
                      "them (--tls-dir), not both");
  }
  if (!tls.cert_file.empty()) {
    return TlsContext::make(OwnCertificate{.file = tls.cert_file, .key_file = tls.key_file});
  }
  auto authority = TlsAuthority::open(tls.dir);
  if (!authority) return Unexpected(authority.error());
  facts.ca_pem = authority->pem();
  facts.ca_file = authority->file();
  return TlsContext::make(*std::move(authority), own_names(options.host));
}

}  // namespace

Result<std::unique_ptr<TlsHouse>> TlsHouse::make(const Options& options) {
  auto out = std::make_unique<TlsHouse>();
  auto hosts = ProxyHosts::make(options.tls.proxy_hosts);
  if (!hosts) return Unexpected(hosts.error());
  auto context = make_context(options, out->facts);
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
