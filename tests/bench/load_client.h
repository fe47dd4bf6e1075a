// A load client on plain sockets: builds its bytes once and sends them, so that the client is not
// the limit.
//
// Units    bytes, seconds. Errors end the program with a sentence: a figure taken over errors is
// worth nothing. Threads  one client, one thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace resumulator::bench {

[[noreturn]] void fail(const std::string& sentence);
[[nodiscard]] double seconds_now();
/// Connects to 127.0.0.1:port.
[[nodiscard]] int connect_to(std::uint16_t port);
void send_all(int socket, std::string_view bytes);

/// A whole answer: status, head, body.
struct Answer {
  int status = 0;
  std::string head;
  std::string body;
  [[nodiscard]] std::string header(std::string_view name) const;
};

/// One keep-alive connection.
class LoadClient {
 public:
  explicit LoadClient(std::uint16_t port);
  ~LoadClient();
  LoadClient(const LoadClient&) = delete;
  LoadClient& operator=(const LoadClient&) = delete;

  void send(std::string_view head, std::string_view body = {});
  [[nodiscard]] Answer receive();
  [[nodiscard]] int socket() const { return socket_; }

 private:
  int socket_;
  std::string buffer_;
};

/// Opens a session and returns the path of its URI.
[[nodiscard]] std::string open_session(LoadClient& client, const std::string& bucket,
                                       const std::string& name);

struct Dialect;  // dialects.h
[[nodiscard]] const Dialect& gcs_json();

/// Uploads `total` bytes of `pattern` repeated, in chunks, and returns the seconds from first byte
/// to final answer.
[[nodiscard]] double upload_chunks(std::uint16_t port, const std::string& name, std::uint64_t total,
                                   std::uint64_t chunk, std::string_view pattern,
                                   const Dialect& dialect = gcs_json());

/// Rate and latencies of small single-request uploads over several keep-alive connections.
struct SmallUploads {
  double per_second = 0;
  double p50_ms = 0;
  double p99_ms = 0;
};
[[nodiscard]] SmallUploads small_uploads(std::uint16_t port, int connections, int total,
                                         std::size_t size,
                                         const Dialect& dialect = gcs_json());

}  // namespace resumulator::bench
