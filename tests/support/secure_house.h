// A running server with bucket "b" that speaks TLS and has a proxy, and clients of either.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "support/fault_house.h"

namespace resumulator::testing_support {

/// What a server says to people, kept.
class SaidLines {
 public:
  void add(const std::string& line) {
    const std::lock_guard hold(mutex_);
    lines_.push_back(line);
  }
  /// The first line that holds the part; empty: none.
  [[nodiscard]] std::string with(std::string_view part) const {
    const std::lock_guard hold(mutex_);
    for (const auto& line : lines_) {
      if (line.find(part) != std::string::npos) return line;
    }
    return {};
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
};

struct SecureHouse : FaultHouse {
  explicit SecureHouse(Options options = {}, std::string_view rules = {})
      : SecureHouse(std::move(options), rules, std::make_shared<SaidLines>()) {}

  static std::uint16_t port_of(const std::string& url) {
    return static_cast<std::uint16_t>(std::stoul(url.substr(url.rfind(':') + 1)));
  }
  [[nodiscard]] std::uint16_t tls_port() const { return port_of(server.tls_url()); }
  [[nodiscard]] std::uint16_t proxy_port() const { return port_of(server.proxy_url()); }
  /// "127.0.0.1:PORT" of HTTPS.
  [[nodiscard]] std::string tls_host() const { return server.tls_url().substr(8); }

  /// Trusts our authority; without a name to ask for, checks the address.
  [[nodiscard]] TlsWish wish(const std::string& name = {}) const {
    return {.ca = server.tls_ca(),
            .server_name = name,
            .checked = name.empty() ? "127.0.0.1" : name,
            .protocols = {}};
  }
  /// A client of the HTTPS port, hands shaken.
  [[nodiscard]] RawClient secure(const std::string& name = {}) const {
    RawClient client(tls_port());
    client.start_tls(wish(name));
    return client;
  }
  /// A client in a tunnel to the host, hands shaken.
  [[nodiscard]] RawClient tunnel(const std::string& host) const {
    RawClient client(proxy_port());
    client.send("CONNECT " + host + ":443 HTTP/1.1\r\nHost: " + host + ":443\r\n\r\n");
    if (client.take(kConnected.size()) != kConnected) throw std::runtime_error("no tunnel");
    client.start_tls(wish(host));
    return client;
  }
  static inline const std::string kConnected = "HTTP/1.1 200 Connection established\r\n\r\n";

  const std::shared_ptr<SaidLines> said;

 private:
  SecureHouse(Options options, std::string_view rules, const std::shared_ptr<SaidLines>& lines)
      : FaultHouse(rules, prepared(std::move(options), lines)), said(lines) {}
  static Options prepared(Options options, const std::shared_ptr<SaidLines>& lines) {
    options.tls.on = true;
    if (!options.tls.proxy_port) options.tls.proxy_port = std::uint16_t{0};
    options.log = [lines](const std::string& line) { lines->add(line); };
    return options;
  }
};

/// A request of no body.
inline std::string get_text(std::string_view host, std::string_view target = "/") {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: " + std::string(host) + "\r\n\r\n";
}

}  // namespace resumulator::testing_support
