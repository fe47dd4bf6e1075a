#include "http/tls_context.h"

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <algorithm>
#include <utility>

#include "core/base/strings.h"
#include "http/tls_callbacks.h"

namespace resumulator {
namespace {

/// The longest name DNS has.
constexpr std::size_t kNameMax = 253;
/// Several records at once from the kernel; it is given back while a session waits.
constexpr std::size_t kReadAtOnce = 64 * 1024;
/// The quickest first: nothing here is a secret.
constexpr const char* kCiphers =
    "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";

bool is_name_char(char c) {
  return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z') || c == '-' || c == '_' || c == '.';
}

bool configure(SSL_CTX* context) {
  // OpenSSL's level may be set to older ones by the machine; TLS 1.0 and 1.1 are nobody's any more.
  if (SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) != 1 ||
      SSL_CTX_set_ciphersuites(context, kCiphers) != 1) {
    return false;
  }
  // A client that closes without close_notify has closed: its answer can still go out.
  SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION |
                                   SSL_OP_IGNORE_UNEXPECTED_EOF | SSL_OP_NO_COMPRESSION |
                                   SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_num_tickets(context, 0);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_read_ahead(context, 1);
  SSL_CTX_set_default_read_buffer_len(context, kReadAtOnce);
  TlsCallbacks::install(context);
  return true;
}

}  // namespace

bool is_certifiable(std::string_view name) {
  return !name.empty() && name.size() <= kNameMax && name.front() != '.' && name.front() != '-' &&
         name.find("..") == std::string_view::npos &&
         std::all_of(name.begin(), name.end(), is_name_char);
}

TlsContext::TlsContext(std::optional<TlsAuthority> authority, std::vector<std::string> own_names)
    : authority_(std::move(authority)),
      own_names_(std::move(own_names)),
      wire_(TlsCallbacks::make_wire()),
      context_(SSL_CTX_new(TLS_server_method())) {}

Result<void> TlsContext::begin() {
  if (wire_ && context_ && configure(context_.get()) && (!authority_ || leaf({}))) return {};
  return Unexpected(ErrorKind::kInternal, "OpenSSL cannot speak TLS: " + take_openssl_error());
}

Result<std::unique_ptr<TlsContext>> TlsContext::make(TlsAuthority authority,
                                                     std::vector<std::string> own_names) {
  std::unique_ptr<TlsContext> out(new TlsContext(std::move(authority), std::move(own_names)));
  if (auto begun = out->begin(); !begun) return Unexpected(begun.error());
  return out;
}

Result<std::unique_ptr<TlsContext>> TlsContext::make(const OwnCertificate& own) {
  std::unique_ptr<TlsContext> out(new TlsContext(std::nullopt, {}));
  if (auto begun = out->begin(); !begun) return Unexpected(begun.error());
  if (auto used = use_own_certificate(own, out->context_.get()); !used) {
    return Unexpected(used.error());
  }
  return out;
}

std::shared_ptr<x509_st> TlsContext::leaf(const std::string& name) {
  MutexLock hold(mutex_);
  if (const auto found = leaves_.find(name); found != leaves_.end()) return found->second;
  std::shared_ptr<x509_st> made = authority_->sign(name.empty() ? own_names_ : std::vector{name});
  if (!made) return nullptr;
  if (leaves_.size() >= kLeavesMax) leaves_.clear();
  leaves_.emplace(name, made);
  return made;
}

}  // namespace resumulator
