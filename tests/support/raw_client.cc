#include "support/raw_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <stdexcept>

namespace resumulator::testing_support {
namespace {

[[noreturn]] void fail(const std::string& what) { throw std::runtime_error("raw client: " + what); }

std::size_t to_number(std::string_view text, int base) {
  std::size_t number = 0;
  const auto end = text.data() + text.size();
  if (text.empty() || std::from_chars(text.data(), end, number, base).ptr != end) {
    fail("no number: " + std::string(text));
  }
  return number;
}

int connect_to(std::uint16_t port, RawClient::Family family) {
  const bool six = family == RawClient::Family::kIPv6;
  const int made = ::socket(six ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in6 to_six{};
  to_six.sin6_family = AF_INET6;
  to_six.sin6_addr = in6addr_loopback;
  to_six.sin6_port = htons(port);
  sockaddr_in to_four{};
  to_four.sin_family = AF_INET;
  to_four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  to_four.sin_port = htons(port);
  const auto* address = six ? reinterpret_cast<const sockaddr*>(&to_six)
                            : reinterpret_cast<const sockaddr*>(&to_four);
  const auto size = static_cast<socklen_t>(six ? sizeof to_six : sizeof to_four);
  if (made < 0 || ::connect(made, address, size) != 0) {
    fail("cannot connect: " + std::string(std::strerror(errno)));
  }
  const int on = 1;
  ::setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return made;
}

}  // namespace

std::string RawAnswer::field(std::string_view name) const {
  for (const auto& [field, value] : fields) {
    if (field == name) return value;
  }
  return {};
}

bool RawAnswer::has(std::string_view name) const {
  for (const auto& [field, value] : fields) {
    if (field == name) return true;
  }
  return false;
}

RawClient::RawClient(std::uint16_t port, Family family)
    : RawClient(Adopt{connect_to(port, family)}) {}

RawClient::RawClient(Adopt adopted) : descriptor_(adopted.descriptor) {
  const timeval patience{kPatience.count(), 0};
  ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(descriptor_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

RawClient::RawClient(RawClient&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      buffer_(std::move(other.buffer_)),
      tls_(std::move(other.tls_)) {}

TlsEnd& RawClient::start_tls(const TlsWish& wish) {
  tls_ = std::make_unique<TlsEnd>(descriptor_, wish);
  return *tls_;
}

bool RawClient::send(std::string_view bytes) {
  if (tls_) return tls_->send(bytes);
  while (!bytes.empty()) {
    const ssize_t went = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (went < 0 && errno == EINTR) continue;
    if (went < 0 && errno == EAGAIN) fail("nobody takes what is sent");
    if (went <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(went));
  }
  return true;
}

RawClient::More RawClient::receive_tls() {
  switch (tls_->receive(buffer_)) {
    case TlsEnd::Got::kData:
      return More::kData;
    case TlsEnd::Got::kReset:
      return More::kReset;
    case TlsEnd::Got::kCloseNotify:
    case TlsEnd::Got::kEnd:
      break;
  }
  return More::kEnd;
}

bool RawClient::ended_in_order() {
  std::string more;
  if (!buffer_.empty() || tls_->receive(more) != TlsEnd::Got::kCloseNotify) return false;
  char byte = 0;
  return ::recv(descriptor_, &byte, 1, 0) == 0;
}

RawClient::More RawClient::receive() {
  if (tls_) return receive_tls();
  std::array<char, 64 * 1024> block;
  for (;;) {
    const ssize_t got = ::recv(descriptor_, block.data(), block.size(), 0);
    if (got > 0) {
      buffer_.append(block.data(), static_cast<std::size_t>(got));
      return More::kData;
    }
    if (got == 0) return More::kEnd;
    if (errno == ECONNRESET || errno == EPIPE) return More::kReset;
    if (errno != EINTR) fail("nothing came; so far: " + buffer_.substr(0, 200));
  }
}

void RawClient::require(std::size_t count) {
  while (buffer_.size() < count) {
    if (receive() != More::kData) fail("ended early; so far: " + buffer_.substr(0, 200));
  }
}

std::string RawClient::take(std::size_t count) {
  require(count);
  std::string out = buffer_.substr(0, count);
  buffer_.erase(0, count);
  return out;
}

std::string RawClient::take_all() {
  while (receive() == More::kData) {
  }
  return std::exchange(buffer_, {});
}

bool RawClient::ended() {
  More more = More::kData;
  while (buffer_.empty() && more == More::kData) more = receive();
  return buffer_.empty() && more == More::kEnd;
}

bool RawClient::was_reset() {
  More more = More::kData;
  while (more == More::kData) more = receive();
  return more == More::kReset;
}

bool RawClient::has_input() const {
  pollfd watched{descriptor_, POLLIN, 0};
  return !buffer_.empty() || ::poll(&watched, 1, 0) > 0;
}

std::string RawClient::line() {
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n")) == std::string::npos) require(buffer_.size() + 1);
  std::string out = take(end);
  (void)take(2);
  return out;
}

std::string RawClient::take_chunked(std::string& raw) {
  std::string body;
  for (;;) {
    const std::string size_line = line();
    const auto size = to_number(size_line, 16);
    const std::string data = take(size);
    raw += size_line + "\r\n" + data;
    body += data;
    if (take(2) != "\r\n") fail("chunk without its end");
    raw += "\r\n";
    if (size == 0) return body;
  }
}

RawAnswer RawClient::answer(bool to_head) {
  RawAnswer out;
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) require(buffer_.size() + 1);
  out.head = take(end + 4);
  std::string_view rest(out.head);
  if (!rest.starts_with("HTTP/1.1 ") || rest.size() < 13) fail("no status line: " + out.head);
  out.status = static_cast<int>(to_number(rest.substr(9, 3), 10));
  const auto first_end = rest.find("\r\n");
  out.reason = first_end > 13 ? std::string(rest.substr(13, first_end - 13)) : std::string();
  rest.remove_prefix(first_end + 2);
  while (rest.size() > 2) {
    const auto line_end = rest.find("\r\n");
    const auto colon = rest.find(": ");
    if (colon >= line_end) fail("no field: " + out.head);
    out.fields.emplace_back(rest.substr(0, colon), rest.substr(colon + 2, line_end - colon - 2));
    rest.remove_prefix(line_end + 2);
  }
  if (to_head || out.status < 200 || out.status == 204 || out.status == 304) return out;
  if (out.field("Transfer-Encoding") == "chunked") {
    out.body = take_chunked(out.raw_body);
  } else {
    out.body =
        out.has("Content-Length") ? take(to_number(out.field("Content-Length"), 10)) : take_all();
    out.raw_body = out.body;
  }
  return out;
}

RawAnswer RawClient::ask(std::string_view bytes) {
  (void)send(bytes);
  return answer();
}

void RawClient::half_close() { ::shutdown(descriptor_, SHUT_WR); }

void RawClient::reset() {
  const linger at_once{1, 0};
  ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close();
}

void RawClient::close() {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
}

}  // namespace resumulator::testing_support
