// The client's side of TLS on a socket, for RawClient: says exactly what it is told, checks the
// server's certificate, tells close_notify from a bare FIN.
//
// Errors   throws std::runtime_error: the handshake fails (OpenSSL's reason in the text), or
// nothing comes for as long as the socket waits.
// Threads  one.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace resumulator::testing_support {

struct TlsWish {
  std::string ca;           ///< PEM to trust; empty: anything goes
  std::string server_name;  ///< of SNI; empty: none is sent
  std::string checked;      ///< name or address the certificate must hold; empty: server_name
  std::vector<std::string> protocols;  ///< of ALPN; empty: it is not spoken
  enum class Version : std::uint8_t { kAny, kTls11, kTls12, kTls13 };
  Version version = Version::kAny;  ///< this one alone
};

class TlsEnd {
 public:
  enum class Got : std::uint8_t {
    kData,
    kCloseNotify,
    kEnd,  ///< FIN without close_notify
    kReset
  };

  /// Shakes hands.
  TlsEnd(int descriptor, const TlsWish& wish);
  ~TlsEnd();

  /// False: the connection broke.
  bool send(std::string_view bytes);
  /// Appends what comes.
  Got receive(std::string& into);
  /// close_notify; the socket stays as it is.
  void say_goodbye();
  [[nodiscard]] std::string protocol() const;  ///< chosen by ALPN
  [[nodiscard]] std::string version() const;   ///< "TLSv1.3"
  /// The certificate's names: "DNS:localhost, IP Address:127.0.0.1".
  [[nodiscard]] std::string names() const;

  /// The first message of a handshake, as bytes.
  [[nodiscard]] static std::string client_hello(const TlsWish& wish = {});

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace resumulator::testing_support
