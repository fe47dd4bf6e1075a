#include "load_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "dialects.h"

namespace resumulator::bench {

void fail(const std::string& sentence) {
  std::fprintf(stderr, "bench: %s\n", sentence.c_str());
  std::exit(1);
}

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

int connect_to(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  sockaddr generic{};
  std::memcpy(&generic, &address, sizeof address);
  if (fd < 0 || ::connect(fd, &generic, sizeof address) != 0) {
    fail(std::string("cannot connect: ") + std::strerror(errno));
  }
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

void send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0) fail(std::string("send: ") + std::strerror(errno));
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

std::string Answer::header(std::string_view name) const {
  const std::string key = "\r\n" + std::string(name) + ": ";
  const auto at = head.find(key);
  if (at == std::string::npos) return {};
  const auto from = at + key.size();
  return head.substr(from, head.find("\r\n", from) - from);
}

LoadClient::LoadClient(std::uint16_t port) : socket_(connect_to(port)) {}
LoadClient::~LoadClient() { ::close(socket_); }

void LoadClient::send(std::string_view head, std::string_view body) {
  std::string copy(head);  // head and a small body leave in one segment
  if (body.size() <= 16 * 1024) {
    copy += body;
    send_all(socket_, copy);
    return;
  }
  send_all(socket_, copy);
  send_all(socket_, body);
}

namespace {

/// Length of the first whole answer in `buffer`, 0 while it is not whole.
std::size_t whole_answer(const std::string& buffer, std::size_t& head_size) {
  const auto end = buffer.find("\r\n\r\n");
  if (end == std::string::npos) return 0;
  head_size = end + 4;
  std::size_t length = 0;
  const auto at = buffer.find("Content-Length: ");
  if (at != std::string::npos && at < end) {
    std::from_chars(buffer.data() + at + 16, buffer.data() + end, length);
  }
  return buffer.size() >= head_size + length ? head_size + length : 0;
}

}  // namespace

Answer LoadClient::receive() {
  char block[16 * 1024];
  std::size_t head_size = 0;
  std::size_t size = 0;
  while ((size = whole_answer(buffer_, head_size)) == 0) {
    const ssize_t n = ::recv(socket_, block, sizeof block, 0);
    if (n <= 0) fail("the server closed the connection before its answer was whole: " + buffer_);
    buffer_.append(block, static_cast<std::size_t>(n));
  }
  Answer answer;
  answer.head = buffer_.substr(0, head_size);
  answer.body = buffer_.substr(head_size, size - head_size);
  std::from_chars(answer.head.data() + 9, answer.head.data() + 12, answer.status);
  buffer_.erase(0, size);
  return answer;
}

std::string open_session(LoadClient& client, const std::string& bucket, const std::string& name) {
  client.send("POST /upload/storage/v1/b/" + bucket + "/o?uploadType=resumable&name=" + name +
              " HTTP/1.1\r\nHost: bench\r\nContent-Length: 0\r\n\r\n");
  const Answer answer = client.receive();
  const std::string location = answer.header("Location");
  const auto path = location.find("/upload");
  if (answer.status != 200 || path == std::string::npos) fail("no session: " + answer.head);
  return location.substr(path);
}

double upload_chunks(std::uint16_t port, const std::string& name, std::uint64_t total,
                     std::uint64_t chunk, std::string_view pattern, const Dialect& dialect) {
  LoadClient client(port);
  const double start = seconds_now();
  const std::string path = dialect.open(client, name, total);
  for (std::uint64_t at = 0; at < total; at += chunk) {
    const Chunk next{at, std::min(chunk, total - at), total};
    send_all(client.socket(), dialect.chunk_head(path, next));
    for (std::uint64_t sent = 0; sent < next.size; sent += pattern.size()) {
      send_all(client.socket(),
               pattern.substr(0, std::min<std::uint64_t>(pattern.size(), next.size - sent)));
    }
    const Answer answer = client.receive();
    if (answer.status != (next.last() ? dialect.last : dialect.more))
      fail("chunk refused: " + answer.head + answer.body);
  }
  return seconds_now() - start;
}

SmallUploads small_uploads(std::uint16_t port, int connections, int total, std::size_t size,
                           const Dialect& dialect) {
  struct Lane {
    int socket = -1;
    double sent_at = 0;
    std::string in;
  };
  const std::string body(size, 'x');
  const std::string whole = std::to_string(dialect.whole);
  std::vector<Lane> lanes(static_cast<std::size_t>(connections));
  std::vector<double> latencies;
  latencies.reserve(static_cast<std::size_t>(total));
  const int poller = ::epoll_create1(EPOLL_CLOEXEC);
  int started = 0;
  const auto shoot = [&](Lane& lane) {
    const std::string request =
        dialect.whole_head("small/" + std::to_string(started++ % 1000), size) + body;
    lane.sent_at = seconds_now();
    send_all(lane.socket, request);
  };
  const double start = seconds_now();
  for (std::size_t i = 0; i < lanes.size(); ++i) {
    lanes[i].socket = connect_to(port);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = i;
    ::epoll_ctl(poller, EPOLL_CTL_ADD, lanes[i].socket, &event);
    shoot(lanes[i]);
  }
  epoll_event events[64];
  char block[8192];
  while (static_cast<int>(latencies.size()) < total) {
    const int ready = ::epoll_wait(poller, events, 64, 10'000);
    if (ready <= 0) fail("no answer to a small upload for 10 s");
    for (int e = 0; e < ready; ++e) {
      Lane& lane = lanes[events[e].data.u64];
      const ssize_t n = ::recv(lane.socket, block, sizeof block, 0);
      if (n <= 0) fail("a small upload lost its connection");
      lane.in.append(block, static_cast<std::size_t>(n));
      std::size_t head_size = 0;
      if (whole_answer(lane.in, head_size) == 0) continue;
      if (lane.in.compare(9, 3, whole) != 0) fail("small upload refused: " + lane.in);
      latencies.push_back(seconds_now() - lane.sent_at);
      lane.in.clear();
      if (started < total) shoot(lane);
    }
  }
  const double seconds = seconds_now() - start;
  for (const Lane& lane : lanes) ::close(lane.socket);
  ::close(poller);
  std::sort(latencies.begin(), latencies.end());
  return {.per_second = static_cast<double>(total) / seconds,
          .p50_ms = latencies[latencies.size() / 2] * 1000,
          .p99_ms = latencies[latencies.size() * 99 / 100] * 1000};
}

}  // namespace resumulator::bench
