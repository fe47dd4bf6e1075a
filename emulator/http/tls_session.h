// TLS on one accepted socket, our side.
//
// Counts   of plain bytes: a reader that stops at byte N, and an answer cut behind byte N, are
//          exact. What the kernel and the peer see of it comes in records of up to 16 KiB.
// Waits    as on a plain socket: so long without a byte from the wire. A handshake has its time in
//          all, so that a slow drip does not make it last.
// Errors   IoState. A FIN without close_notify is an end like any other; whether something is
//          missing, HTTP knows.
// Threads  one; OpenSocket's shutdowns end its waits from any other.
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>

#include "http/io_result.h"
#include "http/open_socket.h"
#include "http/tls_context.h"

namespace resumulator {

class TlsSession {
 public:
  using Wait = std::chrono::milliseconds;

  /// `early`: what of the wire was received already. `host`: of the tunnel, its certificate is for
  /// who asks for no name.
  TlsSession(TlsContext& context, OpenSocket& socket, std::string early, std::string host);
  ~TlsSession();
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;

  /// kData: established. Sending shakes hands too, where nobody has.
  [[nodiscard]] IoState shake_hands(Wait in_all);
  /// What the client asked for, in lower case; empty: nothing.
  [[nodiscard]] const std::string& server_name() const { return server_name_; }
  /// Why the handshake has failed, in OpenSSL's words.
  [[nodiscard]] const std::string& trouble() const { return trouble_; }

  /// A silence of zero waits for nothing.
  [[nodiscard]] IoResult receive(std::span<char> into, Wait silence_max);
  [[nodiscard]] IoResult send(std::string_view bytes, Wait silence_max);
  /// close_notify: nothing more will be written. Does not wait.
  void finish();

 private:
  friend struct TlsCallbacks;
  enum class Need : std::uint8_t { kRead, kWrite, kOver };
  /// What a call that has not worked out waits for.
  [[nodiscard]] Need need_of(int answer);

  TlsContext& context_;
  OpenSocket& socket_;
  std::string early_;
  const std::string host_;
  std::string server_name_;
  std::string trouble_;
  bool ended_ = false;    ///< FIN has come
  bool at_once_ = false;  ///< writes do not wait either
  OpensslPtr<ssl_st> ssl_;
};

}  // namespace resumulator
