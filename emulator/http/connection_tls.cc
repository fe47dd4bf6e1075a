// The part of a connection that speaks TLS: who does not, the handshake, hosts that disagree.
#include <sys/socket.h>

#include <cerrno>

#include "core/base/strings.h"
#include "http/connection.h"
#include "http/response_writer.h"
#include "http/tls_context.h"
#include "http/wait_readable.h"

namespace resumulator {
namespace {

/// The host of a Host field, without its port.
std::string_view without_port(std::string_view host) {
  const auto colon = host.rfind(':');
  const bool inside_brackets =
      colon != std::string_view::npos && host.find(']', colon) != std::string_view::npos;
  return inside_brackets ? host : host.substr(0, colon);
}

/// What a client's alert is worth saying to people.
std::string explained(const std::string& trouble, const TlsContext& context) {
  const bool mistrust = trouble.find("unknown ca") != std::string::npos ||
                        trouble.find("bad certificate") != std::string::npos ||
                        trouble.find("certificate unknown") != std::string::npos;
  if (!mistrust) return trouble;
  return trouble + (context.authority() == nullptr
                        ? " (the client does not trust the certificate of --tls-cert)"
                        : " (the client does not trust our authority: `resumulator trust`)");
}

}  // namespace

void Connection::tell(const std::string& what) const {
  if (entrance_.log == nullptr || !*entrance_.log) return;
  std::string line = "connection " + std::to_string(info_.id) + ": " + what;
  for (char& c : line) {
    if (c < 0x20 || c > 0x7e) c = '?';
  }
  (*entrance_.log)(line);
}

std::optional<char> Connection::peek() {
  if (!stream_.buffered().empty()) return stream_.buffered().front();
  char first = 0;
  if (!wait_readable(socket_.descriptor(), limits_.idle_timeout)) return std::nullopt;
  const ssize_t seen = ::recv(socket_.descriptor(), &first, 1, MSG_PEEK | MSG_DONTWAIT);
  return seen > 0 ? std::optional(first) : std::nullopt;
}

bool Connection::secure() {
  const auto first = peek();
  if (!first) return false;
  if (*first == '\r' || is_token_char(*first)) {
    stream_.stop_tls();
    answer_plain();
    return false;
  }
  if (stream_.tls() == nullptr) stream_.start_tls(*entrance_.tls, tunnel_);
  TlsSession& tls = *stream_.tls();
  const IoState state = tls.shake_hands(limits_.read_timeout);
  if (state == IoState::kData) {
    scheme_ = "https";
    return true;
  }
  if (state == IoState::kTimeout) tell("TLS handshake: it did not end in time");
  if (state == IoState::kEnd) tell("TLS handshake: the client left");
  if (state == IoState::kFailed) {
    tell("TLS handshake: " + (tls.trouble().empty() ? "the connection broke"
                                                    : explained(tls.trouble(), *entrance_.tls)));
    stream_.close_in_order();  // an alert is on its way
  }
  return false;
}

void Connection::answer_plain() {
  std::size_t searched = 0;
  std::size_t end = 0;
  while ((end = find_head_end(stream_.buffered(), searched)) == std::string_view::npos) {
    searched = stream_.buffered().size();
    if (searched > limits_.head_bytes_max) break;
    if (stream_.fill(limits_.read_timeout).state != IoState::kData) break;
  }
  ++info_.request;
  refuse(400, "This port speaks TLS: use https:// in front of its address.",
         stream_.buffered().substr(0, end));
}

std::string Connection::misdirected(const RequestHead& head) {
  if (stream_.tls() == nullptr) return {};
  const auto* host = head.headers.find("Host");
  if (host == nullptr) return {};
  const auto named = without_port(*host);
  const std::string& asked = stream_.tls()->server_name();
  if (!asked.empty() && !iequals(asked, named)) {
    return "The request is for " + std::string(named) + ", its TLS connection for " + asked + ".";
  }
  if (!tunnel_.empty() && !iequals(tunnel_, named)) {
    return "The request is for " + std::string(named) + ", its tunnel for " + tunnel_ + ".";
  }
  return {};
}

}  // namespace resumulator
