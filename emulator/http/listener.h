// Listening sockets: bound before anything runs, so that the port is known and errors are ours to
// word.
//
// Errors   kUsage: the address is not one, not this machine's, or taken; the text says what to do.
// Threads  plain functions; a Descriptor has one owner.
#pragma once

#include <cstdint>
#include <resumulator/result.hpp>
#include <string>
#include <utility>
#include <vector>

namespace resumulator {

/// Owns a file descriptor.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  ~Descriptor() { close(); }
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  [[nodiscard]] int number() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }
  void close();

 private:
  int number_;
};

struct Listeners {
  std::vector<Descriptor> sockets;  ///< one, or IPv4 and IPv6
  std::uint16_t port = 0;
  std::string url_host;  ///< "127.0.0.1", "[::1]", "192.0.2.7"
};

/// Listens on `host`:`port` (0: a free one). "localhost" is IPv4 and IPv6 loopback on one port;
/// IPv6 is left out where the machine has none.
[[nodiscard]] Result<Listeners> listen_on(const std::string& host, std::uint16_t port);

/// "127.0.0.1:9000" or "[::1]:9000": this end of a connected or listening socket.
[[nodiscard]] std::string local_address(int descriptor);

}  // namespace resumulator
