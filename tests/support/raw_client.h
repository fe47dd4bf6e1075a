// A client that sends exactly the bytes it is told and shows exactly what comes back.
//
//   RawClient client(server.port());
//   client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
//   EXPECT_EQ(client.answer().status, 200);
//   EXPECT_TRUE(client.ended());
//
// Errors   throws std::runtime_error where the test cannot go on: no connection, nothing for
// kPatience, an answer that is no HTTP.
// Threads  one per client.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/tls_end.h"

namespace resumulator::testing_support {

/// An answer as it came: names in their own case, fields in their own order.
struct RawAnswer {
  std::string head;  ///< with the empty line
  int status = 0;
  std::string reason;
  std::vector<std::pair<std::string, std::string>> fields;
  std::string body;      ///< chunked coding taken off
  std::string raw_body;  ///< as it came
  /// The first field of exactly that name, in that case; empty when absent.
  [[nodiscard]] std::string field(std::string_view name) const;
  [[nodiscard]] bool has(std::string_view name) const;
};

class RawClient {
 public:
  enum class Family : std::uint8_t { kIPv4, kIPv6 };
  /// Longest wait for anything. Reached only when a test fails.
  static constexpr std::chrono::seconds kPatience{30};

  explicit RawClient(std::uint16_t port, Family family = Family::kIPv4);
  /// Takes over a connected socket, one end of a pair.
  static RawClient over(int descriptor) { return RawClient(Adopt{descriptor}); }
  ~RawClient() { close(); }
  RawClient(RawClient&& other) noexcept;
  RawClient& operator=(RawClient&&) = delete;

  /// Speaks TLS from now on. Throws with OpenSSL's reason where no hands are shaken.
  TlsEnd& start_tls(const TlsWish& wish = {});
  /// Sends all of it. False: the connection broke.
  bool send(std::string_view bytes);
  /// The next final answer. `to_head`: of a HEAD request, which has no body.
  [[nodiscard]] RawAnswer answer(bool to_head = false);
  /// send() and answer().
  [[nodiscard]] RawAnswer ask(std::string_view bytes);
  /// Exactly `count` bytes.
  [[nodiscard]] std::string take(std::size_t count);
  /// Everything up to the end of the connection.
  [[nodiscard]] std::string take_all();
  /// Waits for the connection's end: true for FIN without another byte.
  [[nodiscard]] bool ended();
  /// The same over TLS: true for close_notify and then FIN, without another byte.
  [[nodiscard]] bool ended_in_order();
  /// Waits for the connection's end: true for RST.
  [[nodiscard]] bool was_reset();
  /// Whether a byte, or an end, is here now.
  [[nodiscard]] bool has_input() const;

  void half_close();  ///< FIN; can still receive
  void reset();       ///< RST
  void close();
  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  struct Adopt {
    int descriptor;
  };
  explicit RawClient(Adopt adopted);
  enum class More : std::uint8_t { kData, kEnd, kReset };
  More receive_tls();
  More receive();
  void require(std::size_t count);
  std::string line();
  std::string take_chunked(std::string& raw);

  int descriptor_ = -1;
  std::string buffer_;
  std::unique_ptr<TlsEnd> tls_;
};

}  // namespace resumulator::testing_support
