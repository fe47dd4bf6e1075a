#include "support/tls_end.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <stdexcept>

namespace resumulator::testing_support {
namespace {

[[noreturn]] void fail(const std::string& what) {
  const char* reason = ERR_reason_error_string(ERR_peek_error());
  const std::string why = reason != nullptr ? std::string(": ") + reason : std::string();
  ERR_clear_error();
  throw std::runtime_error("tls: " + what + why);
}

void trust(SSL_CTX* context, const std::string& pem) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> text(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
  const std::unique_ptr<X509, decltype(&X509_free)> ca(
      PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr), &X509_free);
  if (!ca || X509_STORE_add_cert(SSL_CTX_get_cert_store(context), ca.get()) != 1) fail("no CA");
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
}

int number_of(TlsWish::Version version) {
  switch (version) {
    case TlsWish::Version::kTls11:
      return TLS1_1_VERSION;
    case TlsWish::Version::kTls12:
      return TLS1_2_VERSION;
    case TlsWish::Version::kTls13:
      return TLS1_3_VERSION;
    case TlsWish::Version::kAny:
      break;
  }
  return 0;
}

std::string alpn_list(const std::vector<std::string>& protocols) {
  std::string out;
  for (const auto& each : protocols) out += static_cast<char>(each.size()) + each;
  return out;
}

}  // namespace

struct TlsEnd::State {
  State(int socket, const TlsWish& wish)
      : descriptor(socket),
        context(SSL_CTX_new(TLS_client_method()), &SSL_CTX_free),
        ssl(nullptr, &SSL_free),
        in(BIO_new(BIO_s_mem())),
        out(BIO_new(BIO_s_mem())) {
    SSL_CTX_set_security_level(context.get(), 0);  // old versions too
    if (!wish.ca.empty()) trust(context.get(), wish.ca);
    ssl.reset(SSL_new(context.get()));
    SSL_set_bio(ssl.get(), in, out);
    SSL_set_connect_state(ssl.get());
    if (const int only = number_of(wish.version)) {
      SSL_set_min_proto_version(ssl.get(), only);
      SSL_set_max_proto_version(ssl.get(), only);
    }
    if (!wish.server_name.empty()) {
      // What the macro SSL_set_tlsext_host_name does, without its cast.
      SSL_ctrl(ssl.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
               const_cast<char*>(wish.server_name.c_str()));
    }
    const auto& checked = wish.checked.empty() ? wish.server_name : wish.checked;
    if (!wish.ca.empty() && !checked.empty() &&
        X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl.get()), checked.c_str()) != 1) {
      SSL_set1_host(ssl.get(), checked.c_str());
    }
    ERR_clear_error();
    if (const auto list = alpn_list(wish.protocols); !list.empty()) {
      SSL_set_alpn_protos(ssl.get(), reinterpret_cast<const unsigned char*>(list.data()),
                          static_cast<unsigned>(list.size()));
    }
  }

  [[nodiscard]] std::string take_out() const {
    std::string bytes(BIO_ctrl_pending(out), '\0');
    if (!bytes.empty()) BIO_read(out, bytes.data(), static_cast<int>(bytes.size()));
    return bytes;
  }
  bool push() const {
    const std::string bytes = take_out();
    for (std::size_t done = 0; done < bytes.size();) {
      const ssize_t went =
          ::send(descriptor, bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL);
      if (went < 0 && errno == EINTR) continue;
      if (went <= 0) return false;
      done += static_cast<std::size_t>(went);
    }
    return true;
  }
  /// More from the wire. False with `got` set: it is over.
  bool pull(Got& got) const {
    std::array<char, 16 * 1024> block;
    for (;;) {
      const ssize_t came = ::recv(descriptor, block.data(), block.size(), 0);
      if (came > 0) {
        BIO_write(in, block.data(), static_cast<int>(came));
        return true;
      }
      if (came == 0) {
        got = Got::kEnd;
        return false;
      }
      if (errno == EINTR) continue;
      if (errno == EAGAIN) fail("nothing came");
      got = Got::kReset;
      return false;
    }
  }

  int descriptor;
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context;
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl;
  BIO* in;   // the session's
  BIO* out;  // the session's
};

TlsEnd::TlsEnd(int descriptor, const TlsWish& wish)
    : state_(std::make_unique<State>(descriptor, wish)) {
  for (;;) {
    const int answer = SSL_connect(state_->ssl.get());
    const int error = SSL_get_error(state_->ssl.get(), answer);
    (void)state_->push();
    if (answer == 1) return;
    Got got = Got::kData;
    if (error != SSL_ERROR_WANT_READ) fail("handshake");
    if (!state_->pull(got)) fail(got == Got::kEnd ? "handshake: ended" : "handshake: reset");
  }
}

TlsEnd::~TlsEnd() = default;

bool TlsEnd::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto now = bytes.substr(0, std::size_t{1} << 20);
    if (SSL_write(state_->ssl.get(), now.data(), static_cast<int>(now.size())) <= 0) return false;
    if (!state_->push()) return false;
    bytes.remove_prefix(now.size());
  }
  return true;
}

TlsEnd::Got TlsEnd::receive(std::string& into) {
  std::array<char, 64 * 1024> block;
  for (;;) {
    const int got = SSL_read(state_->ssl.get(), block.data(), static_cast<int>(block.size()));
    if (got > 0) {
      into.append(block.data(), static_cast<std::size_t>(got));
      return Got::kData;
    }
    const int error = SSL_get_error(state_->ssl.get(), got);
    if (error == SSL_ERROR_ZERO_RETURN) return Got::kCloseNotify;
    if (error != SSL_ERROR_WANT_READ) fail("receive");
    Got how = Got::kData;
    if (!state_->pull(how)) return how;
  }
}

void TlsEnd::say_goodbye() {
  (void)SSL_shutdown(state_->ssl.get());
  (void)state_->push();
}

std::string TlsEnd::protocol() const {
  const unsigned char* name = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(state_->ssl.get(), &name, &size);
  return size == 0 ? std::string() : std::string(reinterpret_cast<const char*>(name), size);
}

std::string TlsEnd::version() const { return SSL_get_version(state_->ssl.get()); }

std::string TlsEnd::names() const {
  const std::unique_ptr<X509, decltype(&X509_free)> leaf(
      SSL_get1_peer_certificate(state_->ssl.get()), &X509_free);
  const std::unique_ptr<BIO, decltype(&BIO_free)> text(BIO_new(BIO_s_mem()), &BIO_free);
  const int at = X509_get_ext_by_NID(leaf.get(), NID_subject_alt_name, -1);
  if (at < 0) return {};
  X509V3_EXT_print(text.get(), X509_get_ext(leaf.get(), at), 0, 0);
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(text.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

std::string TlsEnd::client_hello(const TlsWish& wish) {
  const State state(-1, wish);
  (void)SSL_connect(state.ssl.get());
  ERR_clear_error();
  return state.take_out();
}

}  // namespace resumulator::testing_support
