#include "http/listener.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <string_view>
#include <system_error>

namespace resumulator {
namespace {

/// Survives bursts of connects; the kernel caps it at net.core.somaxconn.
constexpr int kBacklog = 1024;
/// How often a pair of free ports is looked for.
constexpr int kPairAttempts = 32;

struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;
  [[nodiscard]] int family() const { return storage.ss_family; }
  [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

void set_port(Address& address, std::uint16_t port) {
  if (address.family() == AF_INET6) {
    reinterpret_cast<sockaddr_in6*>(&address.storage)->sin6_port = htons(port);
  } else {
    reinterpret_cast<sockaddr_in*>(&address.storage)->sin_port = htons(port);
  }
}

std::uint16_t port_of(const Address& address) {
  if (address.family() == AF_INET6) {
    return ntohs(reinterpret_cast<const sockaddr_in6*>(&address.storage)->sin6_port);
  }
  return ntohs(reinterpret_cast<const sockaddr_in*>(&address.storage)->sin_port);
}

/// "127.0.0.1" or "[::1]".
std::string host_text(const Address& address) {
  char text[INET6_ADDRSTRLEN] = "";
  if (address.family() == AF_INET6) {
    const auto* six = reinterpret_cast<const sockaddr_in6*>(&address.storage);
    ::inet_ntop(AF_INET6, &six->sin6_addr, text, sizeof text);
    return '[' + std::string(text) + ']';
  }
  const auto* four = reinterpret_cast<const sockaddr_in*>(&address.storage);
  ::inet_ntop(AF_INET, &four->sin_addr, text, sizeof text);
  return text;
}

/// A client cannot connect to "any address"; loopback is always part of it.
std::string url_host_of(const Address& address) {
  const auto text = host_text(address);
  if (text == "0.0.0.0") return "127.0.0.1";
  return text == "[::]" ? "[::1]" : text;
}

Result<Address> resolve(std::string_view host) {
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  }
  const std::string name(host);
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* found = nullptr;
  const int failed =
      name.empty() ? EAI_NONAME : ::getaddrinfo(name.c_str(), nullptr, &hints, &found);
  if (failed != 0) {
    return Unexpected(ErrorKind::kUsage,
                      "cannot listen on \"" + name + "\": " + ::gai_strerror(failed) +
                          "; use localhost, 0.0.0.0 or an address of this machine",
                      "host");
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, &::freeaddrinfo);
  Address address;
  std::memcpy(&address.storage, found->ai_addr, found->ai_addrlen);
  address.size = found->ai_addrlen;
  return address;
}

Address loopback(int family) {
  Address address;
  address.storage.ss_family = static_cast<sa_family_t>(family);
  if (family == AF_INET6) {
    reinterpret_cast<sockaddr_in6*>(&address.storage)->sin6_addr = in6addr_loopback;
    address.size = sizeof(sockaddr_in6);
  } else {
    reinterpret_cast<sockaddr_in*>(&address.storage)->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.size = sizeof(sockaddr_in);
  }
  return address;
}

/// A listening socket, or an empty one with errno set.
Descriptor open_listener(const Address& address) {
  Descriptor socket(::socket(address.family(), SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket) return socket;
  // SO_REUSEADDR takes a port whose last owner is gone. Not SO_REUSEPORT: with it two servers
  // would share a port and each see half of the requests.
  const int on = 1;
  ::setsockopt(socket.number(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (address.family() == AF_INET6) {
    const int only_six = url_host_of(address) == host_text(address) ? 1 : 0;
    ::setsockopt(socket.number(), IPPROTO_IPV6, IPV6_V6ONLY, &only_six, sizeof only_six);
  }
  if (::bind(socket.number(), address.get(), address.size) == 0 &&
      ::listen(socket.number(), kBacklog) == 0) {
    return socket;
  }
  const int why = errno;
  socket.close();
  errno = why;
  return socket;
}

Address bound_address(int descriptor) {
  Address address;
  address.size = sizeof address.storage;
  ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address.storage), &address.size);
  return address;
}

Unexpected refusal(const Address& address, int why) {
  const auto port = std::to_string(port_of(address));
  std::string text = "cannot listen on " + host_text(address) + ":" + port + ": ";
  switch (why) {
    case EADDRINUSE:
      text += "the port is in use; choose another one, or port 0 for a free one";
      break;
    case EACCES:
      text += "no permission; choose a port above 1023, or port 0 for a free one";
      break;
    case EADDRNOTAVAIL:
      text += "this machine has no such address; use localhost, 0.0.0.0 or an address of its own";
      break;
    default:
      text += std::generic_category().message(why);
  }
  return {ErrorKind::kUsage, std::move(text), why == EADDRNOTAVAIL ? "host" : "port"};
}

Result<Listeners> listen_on_one(const std::string& host, std::uint16_t port) {
  auto address = resolve(host);
  if (!address) return Unexpected(address.error());
  set_port(*address, port);
  Listeners out;
  Descriptor socket = open_listener(*address);
  if (!socket) return refusal(*address, errno);
  out.port = port_of(bound_address(socket.number()));
  out.url_host = url_host_of(*address);
  out.sockets.push_back(std::move(socket));
  return out;
}

Result<Listeners> listen_on_localhost(std::uint16_t port) {
  auto four = loopback(AF_INET);
  auto six = loopback(AF_INET6);
  for (int attempt = 1;; ++attempt) {
    set_port(four, port);
    Descriptor first = open_listener(four);
    if (!first) return refusal(four, errno);
    Listeners out{
        .sockets = {}, .port = port_of(bound_address(first.number())), .url_host = "127.0.0.1"};
    out.sockets.push_back(std::move(first));
    set_port(six, out.port);
    Descriptor second = open_listener(six);
    if (second) {
      out.sockets.push_back(std::move(second));
      return out;
    }
    // Only a port that somebody else has is a failure; any other means: no IPv6 here.
    if (errno != EADDRINUSE) return out;
    if (port != 0 || attempt == kPairAttempts) return refusal(six, EADDRINUSE);
  }
}

}  // namespace

void Descriptor::close() {
  if (number_ >= 0) ::close(number_);
  number_ = -1;
}

Result<Listeners> listen_on(const std::string& host, std::uint16_t port) {
  return host == "localhost" ? listen_on_localhost(port) : listen_on_one(host, port);
}

std::string local_address(int descriptor) {
  const auto address = bound_address(descriptor);
  return host_text(address) + ':' + std::to_string(port_of(address));
}

}  // namespace resumulator
