// Two connected TCP sockets on loopback: RST, FIN and half-closing behave as in earnest.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

#include "support/raw_client.h"

namespace resumulator::testing_support {

struct SocketPair {
  RawClient client;
  int server;  ///< the accepted end; the caller closes it
};

inline SocketPair connected_pair() {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener, generic, size) != 0 || ::listen(listener, 1) != 0 ||
      ::getsockname(listener, generic, &size) != 0) {
    throw std::runtime_error("no listening socket for a pair");
  }
  RawClient client(ntohs(address.sin_port));
  const int accepted = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
  ::close(listener);
  if (accepted < 0) throw std::runtime_error("a pair was not accepted");
  return {std::move(client), accepted};
}

}  // namespace resumulator::testing_support
