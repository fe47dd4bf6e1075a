#include "yardsticks.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "load_client.h"

namespace resumulator::bench {
namespace {

/// The receiving process: one connection, reads to the end, answers one byte.
[[noreturn]] void receive_and_throw_away(int listener) {
  const int connection = ::accept(listener, nullptr, nullptr);
  std::vector<char> block(256 * 1024);
  while (::recv(connection, block.data(), block.size(), 0) > 0) {
  }
  [[maybe_unused]] const ssize_t n = ::send(connection, "k", 1, MSG_NOSIGNAL);
  ::_exit(0);
}

}  // namespace

double sink_rate(std::uint64_t total) {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  sockaddr generic{};
  std::memcpy(&generic, &address, sizeof address);
  if (::bind(listener, &generic, size) != 0 || ::listen(listener, 1) != 0)
    fail("sink cannot listen");
  ::getsockname(listener, &generic, &size);
  std::memcpy(&address, &generic, sizeof address);
  const pid_t child = ::fork();
  if (child == 0) receive_and_throw_away(listener);
  const int socket = connect_to(ntohs(address.sin_port));
  const std::string pattern(256 * 1024, 'x');
  const double start = seconds_now();
  for (std::uint64_t sent = 0; sent < total; sent += pattern.size()) send_all(socket, pattern);
  ::shutdown(socket, SHUT_WR);
  char done = 0;
  if (::recv(socket, &done, 1, 0) != 1) fail("sink did not finish");
  const double seconds = seconds_now() - start;
  ::close(socket);
  ::close(listener);
  ::waitpid(child, nullptr, 0);
  return static_cast<double>(total) / seconds;
}

double md5_rate() {
  FILE* pipe = ::popen("openssl speed -seconds 1 -bytes 16384 md5 2>/dev/null", "r");
  if (pipe == nullptr) fail("openssl is not installed");
  char line[256];
  double thousands = 0;
  while (std::fgets(line, sizeof line, pipe) != nullptr) {
    if (std::sscanf(line, "md5 %lfk", &thousands) != 1) continue;
  }
  ::pclose(pipe);
  if (thousands <= 0) fail("openssl speed printed no md5 row");
  return thousands * 1000;
}

}  // namespace resumulator::bench
