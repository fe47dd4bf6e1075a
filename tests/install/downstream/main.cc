// A stranger's program: a server in its own process, an upload over the wire in two chunks, and
// questions about what happened. Only public headers and the system's sockets.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <resumulator/server.hpp>
#include <string>

namespace {

void expect(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::exit(1);
}

// One request on a connection of its own; the whole answer as text.
std::string exchange(std::uint16_t port, const std::string& request) {
  const int wire = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  expect(connect(wire, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0, "connected");
  for (std::size_t sent = 0; sent < request.size();) {
    const ssize_t n = send(wire, request.data() + sent, request.size() - sent, 0);
    expect(n > 0, "sent");
    sent += static_cast<std::size_t>(n);
  }
  std::string answer;
  char block[4096];
  for (ssize_t n = 0; (n = recv(wire, block, sizeof block, 0)) > 0;) {
    answer.append(block, static_cast<std::size_t>(n));
  }
  close(wire);
  return answer;
}

std::string request(const std::string& line, const std::string& headers, const std::string& body) {
  return line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace

int main() {
  resumulator::Server server({.buckets = {"photos"}});
  const std::string bytes(300 * 1024, 'x');

  const std::string started = exchange(
      server.port(),
      request("POST /upload/storage/v1/b/photos/o?uploadType=resumable&name=a.raw", "", ""));
  const std::size_t at = started.find("Location: http://");
  expect(at != std::string::npos, "a session has a Location");
  const std::size_t path = started.find('/', at + 17);
  const std::string session = started.substr(path, started.find("\r\n", path) - path);

  const std::string first =
      exchange(server.port(), request("PUT " + session, "Content-Range: bytes 0-262143/307200\r\n",
                                      bytes.substr(0, 262144)));
  expect(first.starts_with("HTTP/1.1 308 Resume Incomplete\r\n"), "308 after the first chunk");
  const std::string last = exchange(
      server.port(), request("PUT " + session, "Content-Range: bytes 262144-307199/307200\r\n",
                             bytes.substr(262144)));
  expect(last.starts_with("HTTP/1.1 200 OK\r\n"), "200 after the last chunk");

  const auto object = server.object("photos", "a.raw");
  expect(object && object->bytes() == bytes, "the bytes are those that were sent");
  expect(server.exchanges().size() == 3, "three exchanges were recorded");
  expect(server.exchanges()[1].persisted_after == 262144U, "the first chunk was kept");
  std::puts("uploaded through an installed resumulator");
}
