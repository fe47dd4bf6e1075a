#include "app/health.h"

#include <netdb.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <optional>

#include "app/app.h"
#include "core/base/strings.h"

namespace resumulator::app {
namespace {

constexpr int kTimeoutSeconds = 2;

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

// The status line of the answer, or nothing.
std::string ask(int socket, const Address& address) {
  const auto request =
      "GET /_emu/v1/ready HTTP/1.1\r\nHost: " + address.authority + "\r\nConnection: close\r\n\r\n";
  if (::send(socket, request.data(), request.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(request.size())) {
    return {};
  }
  std::string answer;
  std::array<char, 512> block;
  while (answer.find("\r\n") == std::string::npos && answer.size() < block.size()) {
    const auto got = ::recv(socket, block.data(), block.size(), 0);
    if (got <= 0) {
      return {};
    }
    answer.append(block.data(), static_cast<std::size_t>(got));
  }
  return answer.substr(0, answer.find("\r\n"));
}

}  // namespace

int health(const std::string& url) {
  const auto address = parse_url(url);
  if (!address) {
    complain("health takes the URL of a server, http://HOST:PORT, not \"" + url + "\"");
    return kUsage;
  }
  const int socket = connect_to(*address);
  if (socket < 0) {
    complain("nobody answers at " + url);
    return kUnhealthy;
  }
  const auto status = ask(socket, *address);
  ::close(socket);
  if (status.find(" 200 ") == std::string::npos) {
    complain(url + " is not ready: " + (status.empty() ? "no answer" : status));
    return kUnhealthy;
  }
  return kFine;
}

}  // namespace resumulator::app
