#include "http/tls_session.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <climits>
#include <utility>

#include "http/wait_readable.h"

namespace resumulator {

TlsSession::TlsSession(TlsContext& context, OpenSocket& socket, std::string early, std::string host)
    : context_(context),
      socket_(socket),
      early_(std::move(early)),
      host_(std::move(host)),
      ssl_(SSL_new(context.get())) {
  BIO* wire = BIO_new(context.wire());
  if (!ssl_ || wire == nullptr) {
    BIO_free(wire);
    ssl_.reset();
    return;
  }
  BIO_set_data(wire, this);
  BIO_set_init(wire, 1);
  SSL_set_bio(ssl_.get(), wire, wire);  // takes the wire over
  SSL_set_app_data(ssl_.get(), this);
  SSL_set_accept_state(ssl_.get());
}

TlsSession::~TlsSession() = default;

TlsSession::Need TlsSession::need_of(int answer) {
  switch (SSL_get_error(ssl_.get(), answer)) {
    case SSL_ERROR_WANT_READ:
      return Need::kRead;
    case SSL_ERROR_WANT_WRITE:
      return Need::kWrite;
    default:
      return Need::kOver;
  }
}

IoState TlsSession::shake_hands(Wait in_all) {
  if (!ssl_) return IoState::kFailed;
  const auto until = std::chrono::steady_clock::now() + in_all;
  for (;;) {
    ERR_clear_error();
    const int answer = SSL_accept(ssl_.get());
    if (answer == 1) return IoState::kData;
    const Need need = need_of(answer);
    if (need == Need::kWrite) return IoState::kTimeout;
    if (need == Need::kOver) {
      const bool ended = (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
      trouble_ = take_openssl_error();
      return ended && trouble_.empty() ? IoState::kEnd : IoState::kFailed;
    }
    const auto left = std::chrono::ceil<Wait>(until - std::chrono::steady_clock::now());
    if (!wait_readable(socket_.descriptor(), left)) return IoState::kTimeout;
  }
}

IoResult TlsSession::receive(std::span<char> into, Wait silence_max) {
  if (!ssl_) return {IoState::kFailed, 0};
  const int size = static_cast<int>(std::min<std::size_t>(into.size(), INT_MAX));
  for (;;) {
    ERR_clear_error();
    const int got = SSL_read(ssl_.get(), into.data(), size);
    if (got > 0) return {IoState::kData, static_cast<std::size_t>(got)};
    const Need need = need_of(got);
    if (need == Need::kWrite) return {IoState::kTimeout, 0};
    if (need == Need::kOver) {
      const bool ended = (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
      return {ended ? IoState::kEnd : IoState::kFailed, 0};
    }
    if (!wait_readable(socket_.descriptor(), silence_max)) return {IoState::kTimeout, 0};
  }
}

IoResult TlsSession::send(std::string_view bytes, Wait silence_max) {
  IoResult sent;
  if (!ssl_) sent.state = IoState::kFailed;
  while (!bytes.empty() && sent.state == IoState::kData) {
    ERR_clear_error();
    const int size = static_cast<int>(std::min<std::size_t>(bytes.size(), INT_MAX));
    const int went = SSL_write(ssl_.get(), bytes.data(), size);
    if (went > 0) {
      sent.size += static_cast<std::size_t>(went);
      bytes.remove_prefix(static_cast<std::size_t>(went));
      continue;
    }
    const Need need = need_of(went);
    if (need == Need::kOver) {
      sent.state = IoState::kFailed;
    } else if (need == Need::kWrite || !wait_readable(socket_.descriptor(), silence_max)) {
      sent.state = IoState::kTimeout;
    }
  }
  return sent;
}

void TlsSession::finish() {
  if (!ssl_ || SSL_is_init_finished(ssl_.get()) != 1) return;
  if ((SSL_get_shutdown(ssl_.get()) & SSL_SENT_SHUTDOWN) != 0) return;
  at_once_ = true;
  (void)SSL_shutdown(ssl_.get());
  ERR_clear_error();
}

}  // namespace resumulator
