// One connection from its first byte to its end: head, engine, answer, and again.
//
// Errors   none upward: what a client does wrong becomes an answer or an end.
// Source   RFC 9112 section 9; RFC 9110 7.4 and 9.3.6. Rules http.connection.*, http.tls.*,
//          http.proxy.*
// Threads  run() on one; OpenSocket::shut_down() from another ends it.
#pragma once

#include <cstdint>
#include <optional>
#include <resumulator/options.hpp>
#include <string>
#include <string_view>

#include "core/wire/proxy_target.h"
#include "engine/engine.h"
#include "http/connection_stream.h"
#include "http/entrance.h"

namespace resumulator {

class Connection {
 public:
  /// `info.request` counts from 0 here.
  Connection(OpenSocket& socket, Engine& engine, const Limits& limits, ConnectionInfo info,
             const Entrance& entrance = {});
  /// Serves until either side ends it. The socket is closed then.
  void run();

 private:
  /// False: a rule ended the connection before anything was read.
  [[nodiscard]] bool accepted();
  /// Whether a rule may act on it before anything is read.
  [[nodiscard]] bool meets_rules() const;
  /// The next head, or nothing: the connection is over (refusals are answered in here).
  [[nodiscard]] std::optional<RequestHead> next_head();
  /// False: no further request.
  [[nodiscard]] bool serve(const RequestHead& head);
  void refuse(int status, std::string text, std::string_view raw);
  /// The head that has arrived, or nothing: it was refused.
  [[nodiscard]] std::optional<RequestHead> take_head(std::size_t size);

  /// connection_tls.cc. Sees whether the client speaks TLS, and shakes hands. False: it is over.
  [[nodiscard]] bool secure();
  /// The next byte, which stays where it is. Empty: silence, or the end.
  [[nodiscard]] std::optional<char> peek();
  /// Answers a client that speaks plain HTTP where TLS is spoken.
  void answer_plain();
  /// Why the host a request names is not the one its connection was made for; empty: it is.
  [[nodiscard]] std::string misdirected(const RequestHead& head);
  void tell(const std::string& what) const;

  /// connection_proxy.cc. What the proxy does with a head that has arrived.
  enum class Proxied : std::uint8_t { kServe, kTunnel, kRefused };
  [[nodiscard]] Proxied admit(std::string_view raw);
  [[nodiscard]] Proxied open_tunnel(std::string_view raw, const ProxyTarget& target);
  Proxied turn_away(int status, const std::string& text, std::string_view raw);

  OpenSocket& socket_;
  Engine& engine_;
  const Limits& limits_;
  ConnectionInfo info_;
  Entrance entrance_;
  std::string scheme_ = "http";
  std::string tunnel_;  ///< the host a CONNECT has named
  ConnectionStream stream_;
};

}  // namespace resumulator
