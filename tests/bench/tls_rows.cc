#include "tls_rows.h"

#include <openssl/ssl.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "load_client.h"
#include "server_process.h"
#include "table.h"

namespace resumulator::bench {
namespace {

constexpr std::uint64_t kMiB = 1024 * 1024;
constexpr int kRounds = 5;

/// One keep-alive connection over TLS, which trusts anybody.
class TlsClient {
 public:
  explicit TlsClient(std::uint16_t port)
      : context_(SSL_CTX_new(TLS_client_method()), &SSL_CTX_free),
        ssl_(SSL_new(context_.get()), &SSL_free),
        socket_(connect_to(port)) {
    SSL_set_fd(ssl_.get(), socket_);
    if (SSL_connect(ssl_.get()) != 1) fail("no hands were shaken");
  }
  ~TlsClient() { ::close(socket_); }
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;

  void send(std::string_view bytes) const {
    if (SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())) <= 0) {
      fail("a send over TLS failed");
    }
  }
  /// The head of the next answer; answers here have short bodies or none.
  [[nodiscard]] std::string receive() const {
    std::string answer;
    char block[16 * 1024];
    while (answer.find("\r\n\r\n") == std::string::npos) {
      const int n = SSL_read(ssl_.get(), block, sizeof block);
      if (n <= 0) fail("the server closed the connection before its answer was whole");
      answer.append(block, static_cast<std::size_t>(n));
    }
    return answer;
  }

 private:
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl_;
  int socket_;
};

/// As upload_chunks() does it without TLS.
double upload_over_tls(std::uint16_t plain_port, std::uint16_t port, std::uint64_t total,
                       std::uint64_t chunk, std::string_view pattern) {
  LoadClient opener(plain_port);
  const TlsClient client(port);
  const double start = seconds_now();
  const std::string path = open_session(opener, "bench", "o");
  for (std::uint64_t at = 0; at < total; at += chunk) {
    const std::uint64_t size = std::min(chunk, total - at);
    client.send("PUT " + path + " HTTP/1.1\r\nHost: bench\r\nContent-Length: " +
                std::to_string(size) + "\r\nContent-Range: bytes " + std::to_string(at) + "-" +
                std::to_string(at + size - 1) + "/" + std::to_string(total) + "\r\n\r\n");
    for (std::uint64_t sent = 0; sent < size; sent += pattern.size()) {
      client.send(pattern.substr(0, std::min<std::uint64_t>(pattern.size(), size - sent)));
    }
    const std::string answer = client.receive();
    if (answer.compare(9, 3, at + size == total ? "200" : "308") != 0) {
      fail("chunk refused: " + answer);
    }
  }
  return seconds_now() - start;
}

}  // namespace

void tls_chunks() {
  std::string pattern(256 * 1024, '\0');
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    pattern[i] = static_cast<char>(i * 2654435761U >> 13);
  }
  std::vector<double> ratios, rates, plains;
  for (int i = 0; i < kRounds; ++i) {
    {
      const ServerProcess server;
      plains.push_back(256.0 * kMiB /
                       upload_chunks(server.port(), "o", 256 * kMiB, 8 * kMiB, pattern));
    }
    const ServerProcess server({"--tls"});
    rates.push_back(
        256.0 * kMiB /
        upload_over_tls(server.port(), server.tls_port(), 256 * kMiB, 8 * kMiB, pattern));
    ratios.push_back(rates.back() / plains.back());
  }
  row("256 MiB in 8 MiB chunks over TLS", text("%.0f MB/s", median(rates) / 1e6),
      "without TLS " + text("%.0f MB/s", median(plains) / 1e6),
      "≥ 0.6 ×: " + text("%.2f", median(ratios)), median(ratios) >= 0.6);
}

}  // namespace resumulator::bench
