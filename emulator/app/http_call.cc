#include "app/http_call.h"

#include <netdb.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <optional>

#include "core/base/strings.h"

namespace resumulator::app {
namespace {

constexpr int kTimeoutSeconds = 5;

struct Address {
  std::string host;  // without brackets
  std::string port;
  std::string authority;  // as it goes into Host
};

std::optional<Address> parse_url(std::string_view url) {
  if (!take_prefix(url, "http://")) {
    return std::nullopt;
  }
  const auto authority = url.substr(0, url.find('/'));
  const auto bracket = authority.find(']');
  const auto colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  auto host = authority.substr(0, colon);
  const auto port = colon == std::string_view::npos ? "80" : authority.substr(colon + 1);
  if (host.empty() || !parse_u64(port)) {
    return std::nullopt;
  }
  if (take_prefix(host, "[")) {
    take_suffix(host, "]");
  }
  return Address{std::string(host), std::string(port), std::string(authority)};
}

int connect_to(const Address& address) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(address.host.c_str(), address.port.c_str(), &hints, &found) != 0) {
    return -1;
  }
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(found, ::freeaddrinfo);
  const timeval timeout{.tv_sec = kTimeoutSeconds, .tv_usec = 0};
  for (const auto* at = found; at != nullptr; at = at->ai_next) {
    const int socket = ::socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC, at->ai_protocol);
    if (socket < 0) {
      continue;
    }
    ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
    ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout);
    if (::connect(socket, at->ai_addr, at->ai_addrlen) == 0) {
      return socket;
    }
    ::close(socket);
  }
  return -1;
}

constexpr std::size_t kReplyMax = 16 << 20;

std::string request_text(const HttpCall& call, const Address& address) {
  std::string text =
      std::string(call.method) + " " + call.path + " HTTP/1.1\r\nHost: " + address.authority +
      "\r\nConnection: close\r\nContent-Length: " + std::to_string(call.body.size()) + "\r\n";
  if (!call.token.empty()) text += "Authorization: Bearer " + call.token + "\r\n";
  return text + "\r\n" + call.body;
}

/// Everything up to the end of the connection; empty where it broke before a whole head was there.
std::string talk(int socket, std::string_view request) {
  while (!request.empty()) {
    const auto went = ::send(socket, request.data(), request.size(), MSG_NOSIGNAL);
    if (went <= 0) return {};
    request.remove_prefix(static_cast<std::size_t>(went));
  }
  std::string answer;
  std::array<char, 4096> block;
  while (answer.size() < kReplyMax) {
    const auto got = ::recv(socket, block.data(), block.size(), 0);
    if (got <= 0) break;
    answer.append(block.data(), static_cast<std::size_t>(got));
  }
  return answer.find("\r\n\r\n") == std::string::npos ? std::string() : answer;
}

}  // namespace

Result<HttpReply> http_call(const HttpCall& call) {
  const auto address = parse_url(call.url);
  if (!address) {
    return Unexpected(ErrorKind::kUsage,
                      "takes the URL of a server, http://HOST:PORT, not \"" + call.url + "\"");
  }
  const int socket = connect_to(*address);
  if (socket < 0) return Unexpected(ErrorKind::kUnavailable, "nobody answers at " + call.url);
  const std::string answer = talk(socket, request_text(call, *address));
  ::close(socket);
  HttpReply reply;
  reply.status_line = answer.substr(0, answer.find("\r\n"));
  if (reply.status_line.size() < 12 || !reply.status_line.starts_with("HTTP/1.")) {
    return Unexpected(ErrorKind::kUnavailable, call.url + " gave no answer");
  }
  reply.status =
      static_cast<int>(parse_u64(std::string_view(reply.status_line).substr(9, 3)).value_or(0));
  reply.body = answer.substr(answer.find("\r\n\r\n") + 4);
  return reply;
}

}  // namespace resumulator::app
