#include "http/tls_callbacks.h"

#include <openssl/bio.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "core/base/strings.h"
#include "http/tls_session.h"

namespace resumulator {
namespace {

constexpr std::string_view kHttp11 = "http/1.1";

TlsSession& session_of(BIO* bio) { return *static_cast<TlsSession*>(BIO_get_data(bio)); }

bool would_wait() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

}  // namespace

// Never waits: how long a read may take, TlsSession decides.
int TlsCallbacks::read(BIO* bio, char* into, int size) {
  BIO_clear_retry_flags(bio);
  TlsSession& session = session_of(bio);
  if (!session.early_.empty()) {
    const auto count = std::min(static_cast<std::size_t>(size), session.early_.size());
    std::memcpy(into, session.early_.data(), count);
    session.early_.erase(0, count);
    return static_cast<int>(count);
  }
  const ssize_t got =
      ::recv(session.socket_.descriptor(), into, static_cast<std::size_t>(size), MSG_DONTWAIT);
  if (got < 0 && would_wait()) BIO_set_retry_read(bio);
  session.ended_ = session.ended_ || got == 0;
  return static_cast<int>(got);
}

// Waits as the socket does (SO_SNDTIMEO), and is never a signal.
int TlsCallbacks::write(BIO* bio, const char* bytes, int size) {
  BIO_clear_retry_flags(bio);
  const TlsSession& session = session_of(bio);
  const int flags = MSG_NOSIGNAL | (session.at_once_ ? MSG_DONTWAIT : 0);
  ssize_t went = 0;
  do {
    went = ::send(session.socket_.descriptor(), bytes, static_cast<std::size_t>(size), flags);
  } while (went < 0 && errno == EINTR);
  if (went < 0 && would_wait()) BIO_set_retry_write(bio);
  return static_cast<int>(went);
}

long TlsCallbacks::control(BIO* bio, int command, long /*number*/, void* /*pointer*/) {
  if (command == BIO_CTRL_EOF) return session_of(bio).ended_ ? 1 : 0;
  return command == BIO_CTRL_FLUSH ? 1 : 0;
}

OpensslPtr<bio_method_st> TlsCallbacks::make_wire() {
  OpensslPtr<bio_method_st> method(BIO_meth_new(BIO_TYPE_SOURCE_SINK, "resumulator wire"));
  if (!method || BIO_meth_set_read(method.get(), &read) != 1 ||
      BIO_meth_set_write(method.get(), &write) != 1 ||
      BIO_meth_set_ctrl(method.get(), &control) != 1) {
    return nullptr;
  }
  return method;
}

// Called in every handshake, also where no name was sent.
int TlsCallbacks::name(SSL* ssl, int* alert, void* /*given*/) {
  auto& session = *static_cast<TlsSession*>(SSL_get_app_data(ssl));
  const char* asked = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
  if (asked != nullptr) {
    session.server_name_ = lower(std::string_view(asked));
    if (!is_certifiable(session.server_name_)) {
      *alert = SSL_AD_UNRECOGNIZED_NAME;
      return SSL_TLSEXT_ERR_ALERT_FATAL;
    }
  }
  const TlsAuthority* const authority = session.context_.authority();
  if (authority == nullptr) return SSL_TLSEXT_ERR_OK;  // the context's own
  const auto leaf = session.context_.leaf(asked != nullptr ? session.server_name_ : session.host_);
  if (!leaf || SSL_use_certificate(ssl, leaf.get()) != 1 ||
      SSL_use_PrivateKey(ssl, authority->leaf_key()) != 1) {
    *alert = SSL_AD_INTERNAL_ERROR;
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  }
  return SSL_TLSEXT_ERR_OK;
}

int TlsCallbacks::protocol(SSL* /*ssl*/, const unsigned char** chosen, unsigned char* chosen_size,
                           const unsigned char* offered, unsigned offered_size, void* /*given*/) {
  // A list of names, each behind its length; OpenSSL has checked that it is one.
  std::string_view rest(reinterpret_cast<const char*>(offered), offered_size);
  while (!rest.empty()) {
    const auto size = static_cast<unsigned char>(rest.front());
    const auto name = rest.substr(1, size);
    if (name == kHttp11) {
      *chosen = reinterpret_cast<const unsigned char*>(name.data());
      *chosen_size = size;
      return SSL_TLSEXT_ERR_OK;
    }
    rest.remove_prefix(std::min<std::size_t>(rest.size(), std::size_t{1} + size));
  }
  return SSL_TLSEXT_ERR_ALERT_FATAL;
}

void TlsCallbacks::install(SSL_CTX* context) {
  // What the macro SSL_CTX_set_tlsext_servername_callback does, without its cast.
  SSL_CTX_callback_ctrl(context, SSL_CTRL_SET_TLSEXT_SERVERNAME_CB,
                        reinterpret_cast<void (*)()>(&name));
  SSL_CTX_set_alpn_select_cb(context, &protocol, nullptr);
}

}  // namespace resumulator
